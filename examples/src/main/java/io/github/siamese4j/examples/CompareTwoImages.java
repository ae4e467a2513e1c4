package io.github.siamese4j.examples;

import io.github.siamese4j.Comparison;
import io.github.siamese4j.SiameseComparator;
import java.nio.file.Path;

/** The program in the README: loads a model and compares two images. */
public final class CompareTwoImages {

    private CompareTwoImages() {}

    /**
     * Compares two images.
     *
     * @param args the model directory and two image files; all optional
     */
    public static void main(String[] args) {
        compare(
                Path.of(args.length > 0 ? args[0] : "examples/models/photos"),
                Path.of(args.length > 1 ? args[1] : "examples/images/jacket.jpg"),
                Path.of(args.length > 2 ? args[2] : "examples/images/jacket-copy.jpg"));
    }

    static void compare(Path model, Path a, Path b) {
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            Comparison comparison = comparator.compare(a, b);
            String answer = comparison.same() ? "same" : "different";
            System.out.printf("similarity %.4f, %s, on %s%n", comparison.score(), answer, comparator.device());
            comparison.probability().ifPresent(p -> System.out.printf("same with probability %.3f%n", p));
        }
    }
}
