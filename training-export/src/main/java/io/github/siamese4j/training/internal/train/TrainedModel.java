package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.internal.io.AtomicFiles;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.ValidationMetrics;
import io.github.siamese4j.training.internal.data.Dataset;
import io.github.siamese4j.training.internal.data.DatasetSplit;
import io.github.siamese4j.training.internal.data.FeatureTable;
import io.github.siamese4j.training.internal.data.ImageFiles;
import io.github.siamese4j.training.internal.export.FrozenModel;
import io.github.siamese4j.training.internal.frozen.EmbeddedPictures;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** The model of a checkpoint after some steps, with its latest validation but without the state needed to train on. */
public record TrainedModel(TrainingConfig config, long step, TwinWeights weights, Optional<ValidationMetrics> metrics) {

    /**
     * Reads a checkpoint directory, such as {@code <run>/best}, or the best checkpoint of a run folder. Refuses an
     * incomplete or damaged checkpoint.
     */
    public static TrainedModel load(Path directory) {
        Checkpoint checkpoint = Checkpoint.load(checkpoint(directory));
        return new TrainedModel(
                checkpoint.config(),
                checkpoint.step(),
                new TwinWeights(checkpoint.config().network(), checkpoint.weights()),
                Optional.ofNullable(checkpoint.metrics()));
    }

    /** Returns the best checkpoint of a run folder, the last one if there is no best, or the directory itself. */
    private static Path checkpoint(Path directory) {
        boolean itself = Files.exists(directory.resolve(TwinWeights.STATE_FILE));
        return itself
                ? directory
                : Stream.of(TrainingLoop.BEST, TrainingLoop.LAST)
                        .map(directory::resolve)
                        .filter(checkpoint -> Files.exists(AtomicFiles.existing(checkpoint)))
                        .findFirst()
                        .orElse(directory);
    }

    /**
     * Returns sample images as the network sees them, RGB {@code [height, width, 3]}. They belong to held-out classes,
     * or to training classes if the run held out none. At most two belong to one class; these are adjacent.
     *
     * @param data the folder of labelled images of the run, or a copy of it
     * @param count the largest number of images
     */
    public List<byte[]> samplePictures(Path data, int count) {
        Dataset dataset = PictureData.dataset(config, data);
        return sample(dataset.classes(), count).stream()
                .map(index -> dataset.images().get(index).rgb())
                .toList();
    }

    /** Returns sample images of a run on a frozen encoder at the size the encoder reads, chosen like the others. */
    public List<byte[]> sampleOfEncoder(Path data, FrozenModel frozen, int count) {
        TrainingConfig there = config.toBuilder().data(data).build();
        EmbeddedPictures pictures = EmbeddedPictures.of(there, TrainingListener.SILENT);
        Preprocessing size = frozen.preprocessing();
        return sample(pictures.usable(), count).stream()
                .map(row -> Pixels.read(pictures.image(row), size, ImageFiles.LIMITS)
                        .rgb())
                .toList();
    }

    /** Returns sample feature vectors of the table of the run, or of a copy, chosen like {@link #samplePictures}. */
    public List<float[]> sampleVectors(Path data, int count) {
        FeatureTable table = TableData.table(config, data);
        return sample(table.classes(), count).stream().map(table::row).toList();
    }

    private List<Integer> sample(List<LabelledClass> all, int count) {
        DatasetSplit split = DatasetSplit.of(all, config.data().split());
        List<LabelledClass> classes =
                new ArrayList<>(split.validation().isEmpty() ? split.training() : split.validation());
        Collections.shuffle(classes, new Random(config.run().seed()));
        return classes.stream()
                .flatMap(chosen -> chosen.items().stream().limit(2))
                .limit(count)
                .toList();
    }
}
