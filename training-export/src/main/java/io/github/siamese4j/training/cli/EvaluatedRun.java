package io.github.siamese4j.training.cli;

import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.ModelExport;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.evaluate.EvaluationData;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run folder whose best model is measured on the images that the run held out. */
record EvaluatedRun(Path folder) {

    private static final String HELD_OUT = "held-out.txt";

    /** Returns the held-out images below the data folder of the run, or below the given one. */
    EvaluationData heldOut(@Nullable Path moved) throws IOException {
        TrainingConfig config = TrainingConfig.read(folder.resolve("config.json"));
        TrainingConfig.Data data = config.data();
        if (config.network() instanceof FeatureTwin && data.encoder() == null) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    folder + " trained on a table, which has no images to measure; see its metrics.csv");
        }
        if (data.layout() == FolderLayout.IMAGES) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    folder + " took each image for a class of its own; measure its model with --protocol copies");
        }
        Path names = folder.resolve(HELD_OUT);
        List<String> files = Files.exists(names) ? Files.readAllLines(names) : List.of();
        if (files.isEmpty()) {
            throw new TrainingException(
                    Code.DATA_EMPTY, folder + " held out nothing; give other images with --data and --model");
        }
        return EvaluationData.of(Objects.requireNonNullElse(moved, data.folder()), files);
    }

    /** Loads the best model of the run, which the caller closes. */
    SiameseComparator load(RuntimeOptions options) throws IOException {
        Path model = Files.createTempDirectory("siamese4j-run");
        try {
            Path name = folder.toAbsolutePath().normalize().getFileName();
            ModelExport.write(folder, model, ModelExport.Settings.of(name == null ? "run" : name.toString()));
            return SiameseComparator.load(model, options);
        } finally {
            delete(model);
        }
    }

    /** Deletes a temporary folder. A failure must hide neither the model nor the reason why there is none. */
    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .map(Path::toFile)
                    .filter(file -> !file.delete())
                    .forEach(File::deleteOnExit);
        } catch (IOException | UncheckedIOException e) {
            folder.toFile().deleteOnExit();
        }
    }
}
