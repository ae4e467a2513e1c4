package io.github.siamese4j.training.cli;

import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.features.FeatureDescription.Glcm;
import io.github.siamese4j.features.FeatureDescription.Hog;
import io.github.siamese4j.training.internal.data.FeatureTableWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code siamese4j features DIR}. */
@Command(
        name = "features",
        description = {
            "Computes features (HOG, GLCM texture) of all images below a folder into a CSV table: id, label, f0, f1…",
            "The label of an image is the path of its folder below DIR. An existing table is continued: run the same"
                    + " command again after a stop. Images that cannot be used are left out and listed."
        },
        footer = {
            "",
            "With --json: an object with table (string), rows, features, added, skipped, passedOver (files that are"
                    + " no images) and unlabelled (numbers)."
        },
        sortOptions = false)
final class FeaturesCommand extends JsonCommand {

    @Parameters(paramLabel = "DIR", description = "The folder of the images, at any depth.")
    private Path folder;

    @Option(
            names = "--out",
            paramLabel = "TABLE.csv",
            required = true,
            description = "The table to write or to continue.")
    private Path out;

    @ArgGroup
    private @Nullable Choice choice;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "The number of images processed at a time (default: the number of CPUs).")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** The features to compute: by the common settings, or by all settings as one text. */
    static final class Choice {

        @ArgGroup(exclusive = false)
        private @Nullable Settings settings;

        @Option(
                names = "--features",
                paramLabel = "TEXT",
                description = "All settings as one text, as in the first line of a table or in a model, without the #.")
        private @Nullable String text;

        FeatureDescription description() {
            return text != null
                    ? FeatureDescription.parse(text)
                    : settings != null ? settings.description() : FeatureDescription.defaults();
        }
    }

    /** The common settings. */
    static final class Settings {

        @Option(
                names = "--size",
                paramLabel = "N",
                defaultValue = "128",
                description = "The width and height that an image is fitted to, in pixels (default: ${DEFAULT-VALUE}).")
        private int size;

        @Option(
                names = "--fit",
                paramLabel = "FIT",
                defaultValue = "LETTERBOX",
                description = "The way an image is fitted: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
        private Fit fit = Fit.LETTERBOX;

        @Option(
                names = "--cell",
                paramLabel = "N",
                defaultValue = "16",
                description = "HOG: the side of a cell in pixels (default: ${DEFAULT-VALUE}).")
        private int cell;

        @Option(
                names = "--levels",
                paramLabel = "N",
                defaultValue = "32",
                description = "GLCM: the number of grey levels (default: ${DEFAULT-VALUE}).")
        private int levels;

        @Option(
                names = "--distances",
                paramLabel = "N",
                split = ",",
                defaultValue = "1,2,4,8",
                description = "GLCM: the distances in pixels (default: ${DEFAULT-VALUE}).")
        private List<Integer> distances = List.of();

        FeatureDescription description() {
            return new FeatureDescription(
                    Preprocessing.letterbox(size, size).withFit(fit),
                    Optional.of(new Hog(cell, 2, 9)),
                    Optional.of(new Glcm(levels, distances, List.of(0, 45, 90, 135))));
        }
    }

    @Override
    void execute() {
        FeatureDescription description = description();
        requireAtLeast(1, "--threads", threads);
        FeatureTableWriter.Result result;
        try (ProgressDisplay progress = progress("features")) {
            result = new FeatureTableWriter(folder, description, threads).write(out, progress);
        }
        report(result, description.length());
    }

    private FeatureDescription description() {
        try {
            return choice == null ? FeatureDescription.defaults() : choice.description();
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private void report(FeatureTableWriter.Result result, int features) {
        result.passedOver().messages(folder).forEach(this::message);
        for (FeatureTableWriter.Skipped skipped : result.skipped()) {
            message("skipped " + skipped.id() + ": " + skipped.reason());
        }
        if (result.unlabelled() > 0) {
            message(result.unlabelled() + " rows have no label, because their images lie directly in " + folder
                    + "; move each into the folder of its class to train on them");
        }
        int rows = result.kept() + result.added();
        int skipped = result.skipped().size();
        print(
                JsonResult.object()
                        .put("table", out)
                        .put("rows", rows)
                        .put("features", features)
                        .put("added", result.added())
                        .put("skipped", skipped)
                        .put("passedOver", result.passedOver().count())
                        .put("unlabelled", result.unlabelled()),
                out + ": " + rows + " rows of " + features + " features, " + result.added() + " of them new; " + skipped
                        + " pictures skipped");
    }
}
