package io.github.siamese4j.training.cli;

import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Gallery;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A gallery to look things up in, and its model. */
final class GalleryOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--gallery",
            paramLabel = "FILE",
            required = true,
            description = "What 'siamese4j encode' wrote, with the same model.")
    private Path gallery;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    GalleryOptions() {}

    SiameseComparator load() {
        return model.load();
    }

    Gallery open(SiameseComparator comparator) {
        return Gallery.load(gallery, comparator);
    }

    void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    /** A threshold from the command line; empty if it is left to the model. */
    static OptionalDouble threshold(@Nullable Double given, CommandSpec spec) {
        if (given == null) {
            return OptionalDouble.empty();
        }
        if (!(given >= 0 && given <= 1)) {
            throw new ParameterException(spec.commandLine(), "--threshold must be in 0..1: " + given);
        }
        return OptionalDouble.of(given);
    }
}
