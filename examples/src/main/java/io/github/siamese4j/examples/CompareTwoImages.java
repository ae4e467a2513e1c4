package io.github.siamese4j.examples;

import io.github.siamese4j.Comparison;
import io.github.siamese4j.SiameseComparator;
import java.nio.file.Path;

/** The ten lines of the README: load a model, compare two pictures. */
public final class CompareTwoImages {

    private CompareTwoImages() {}

    /**
     * Compares two pictures.
     *
     * @param args model directory, a picture, another
     */
    public static void main(String[] args) {
        Path model = Path.of(args.length > 0 ? args[0] : "examples/models/omniglot-vgg16");
        Path a = Path.of(args.length > 1 ? args[1] : "examples/images/alpha-1.png");
        Path b = Path.of(args.length > 2 ? args[2] : "examples/images/alpha-2.png");
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            Comparison comparison = comparator.compare(a, b);
            System.out.printf(
                    "similarity %.4f, %s, on %s%n",
                    comparison.score(), comparison.same() ? "same" : "different", comparator.device());
        }
    }
}
