package io.github.siamese4j.training.cli;

import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.features.FeatureDescription.Glcm;
import io.github.siamese4j.features.FeatureDescription.Hog;
import io.github.siamese4j.training.internal.data.FeatureTableWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code siamese4j features DIR}. */
@Command(
        name = "features",
        description = {
            "Compute features (HOG, GLCM texture) of all pictures below a folder into a CSV table: id, label, f0, f1…",
            "The label is the folders between DIR and the picture. A table that exists is continued: run the same "
                    + "command again"
                    + " after a stop. Pictures that cannot be used are left out and listed."
        },
        sortOptions = false)
final class FeaturesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Folder of the pictures, at any depth.")
    private Path folder;

    @Option(names = "--out", paramLabel = "TABLE.csv", required = true, description = "The table to write or continue.")
    private Path out;

    @ArgGroup
    private @Nullable What what;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Pictures worked on at a time (default: the number of processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    FeaturesCommand() {}

    /** What is computed: a few settings, or all of them as one text. */
    static final class What {

        @ArgGroup(exclusive = false)
        private @Nullable Settings settings;

        @Option(
                names = "--features",
                paramLabel = "TEXT",
                description = "All settings at once, as in the first line of a table or in a model, without the #.")
        private @Nullable String text;

        FeatureDescription description() {
            return text != null
                    ? FeatureDescription.parse(text)
                    : settings != null ? settings.description() : FeatureDescription.defaults();
        }
    }

    /** The settings people change. */
    static final class Settings {

        @Option(
                names = "--size",
                paramLabel = "N",
                defaultValue = "128",
                description = "Width and height a picture is fitted to, in pixels (default: ${DEFAULT-VALUE}).")
        private int size;

        @Option(
                names = "--fit",
                defaultValue = "LETTERBOX",
                description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
        private Fit fit = Fit.LETTERBOX;

        @Option(
                names = "--cell",
                paramLabel = "N",
                defaultValue = "16",
                description = "HOG: side of a cell in pixels (default: ${DEFAULT-VALUE}).")
        private int cell;

        @Option(
                names = "--levels",
                paramLabel = "N",
                defaultValue = "32",
                description = "GLCM: greys that are told apart (default: ${DEFAULT-VALUE}).")
        private int levels;

        @Option(
                names = "--distances",
                paramLabel = "N",
                split = ",",
                defaultValue = "1,2,4,8",
                description = "GLCM: distances in pixels (default: ${DEFAULT-VALUE}).")
        private List<Integer> distances = List.of();

        FeatureDescription description() {
            return new FeatureDescription(
                    Preprocessing.letterbox(size, size).withFit(fit),
                    Optional.of(new Hog(cell, 2, 9)),
                    Optional.of(new Glcm(levels, distances, List.of(0, 45, 90, 135))));
        }
    }

    @Override
    public Integer call() {
        FeatureDescription description = description();
        FeatureTableWriter.Result result;
        try (PictureBar bar = new PictureBar("features")) {
            result = new FeatureTableWriter(folder, description, threads).write(out, bar);
        }
        report(result, description.length());
        return 0;
    }

    private FeatureDescription description() {
        try {
            return what == null ? FeatureDescription.defaults() : what.description();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void report(FeatureTableWriter.Result result, int features) {
        PrintWriter errors = spec.commandLine().getErr();
        for (FeatureTableWriter.Skipped skipped : result.skipped()) {
            errors.println("skipped " + skipped.id() + ": " + skipped.reason());
        }
        if (result.unlabelled() > 0) {
            errors.println(result.unlabelled() + " rows have no label: their pictures lie directly in " + folder
                    + "; put each into the folder of its class to train on them");
        }
        errors.flush();
        PrintWriter console = spec.commandLine().getOut();
        console.println(out + ": " + (result.kept() + result.added()) + " rows of " + features + " features, "
                + result.added() + " of them new; " + result.skipped().size() + " pictures skipped");
        console.flush();
    }
}
