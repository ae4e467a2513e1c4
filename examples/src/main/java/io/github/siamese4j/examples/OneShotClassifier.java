package io.github.siamese4j.examples;

import io.github.siamese4j.Image;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.gallery.LabelScore;
import java.nio.file.Path;

/** Classifies a drawing with one example per character. A new character needs one more example and no training. */
public final class OneShotClassifier {

    private OneShotClassifier() {}

    /**
     * Prints the score of each character.
     *
     * @param args the model directory, a folder of {@code LABEL-1.png} files and the query; all optional
     */
    public static void main(String[] args) {
        Path model = Path.of(args.length > 0 ? args[0] : "examples/models/omniglot-vgg16");
        Path images = Path.of(args.length > 1 ? args[1] : "examples/images");
        Path query = args.length > 2 ? Path.of(args[2]) : images.resolve("beta-2.png");
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            Gallery known = Gallery.of(comparator);
            for (String character : new String[] {"alpha", "beta", "bengali"}) {
                known.add(new Entry(character + "-1", character), Image.of(images.resolve(character + "-1.png")));
            }
            for (LabelScore label : known.classify(Image.of(query))) {
                System.out.printf("%.4f  %s%n", label.score(), label.label());
            }
        }
    }
}
