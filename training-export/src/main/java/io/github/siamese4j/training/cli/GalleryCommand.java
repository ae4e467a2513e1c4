package io.github.siamese4j.training.cli;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Image;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Gallery;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** A command that looks images up in a gallery. */
abstract class GalleryCommand extends ModelCommand {

    @Option(
            names = "--gallery",
            paramLabel = "FILE",
            required = true,
            description = "The gallery, written by 'siamese4j encode' with the same model.")
    private Path gallery;

    /** An image to look up: its name on the command line, its pixels and its embedding. */
    record Query(Path name, Image image, Embedding embedding) {}

    /** Looks one image up in the gallery and prints the result. */
    abstract void lookUp(Gallery known, Query query);

    /** Loads the model and the gallery, and looks the images up in order. */
    void lookUp(List<Path> names) {
        NamedImages images = new NamedImages(this, names);
        try (SiameseComparator comparator = loadModel()) {
            Gallery known = Gallery.load(gallery, comparator);
            for (Path name : names) {
                Image image = images.get(name);
                lookUp(known, new Query(name, image, comparator.encoder().encode(image)));
            }
            message("model " + comparator.model());
        }
    }

    /** Returns the probability that a pair with this score shows the same thing, if the model is calibrated. */
    static OptionalDouble probability(Gallery gallery, double score) {
        return gallery.comparator()
                .calibration()
                .map(calibration -> OptionalDouble.of(calibration.probability(score)))
                .orElse(OptionalDouble.empty());
    }

    /** Returns a score and, if there is one, its probability as the columns of a line. */
    static String scores(double score, OptionalDouble probability) {
        String column = String.format(Locale.ROOT, "%.4f", score);
        return probability.isPresent()
                ? column + String.format(Locale.ROOT, "  %.3f", probability.getAsDouble())
                : column;
    }
}
