package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.ValidationMetrics;
import io.github.siamese4j.training.internal.augment.BatchRenderer;
import io.github.siamese4j.training.internal.augment.PixelBatch;
import io.github.siamese4j.training.internal.data.Dataset;
import io.github.siamese4j.training.internal.data.DatasetSplit;
import io.github.siamese4j.training.internal.data.FeatureTable;
import io.github.siamese4j.training.internal.data.PictureClass;
import io.github.siamese4j.training.internal.network.TwinWeights;
import io.github.siamese4j.training.internal.sampling.Sample;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The model of a checkpoint, without the state needed to train on.
 *
 * @param config the settings of the run
 * @param step the number of completed steps
 * @param weights the network and its weights
 * @param metrics the latest validation; empty if there was none
 */
public record TrainedModel(TrainingConfig config, long step, TwinWeights weights, Optional<ValidationMetrics> metrics) {

    /**
     * Reads a checkpoint directory, such as {@code <run>/best}.
     *
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if the checkpoint is incomplete or damaged
     */
    public static TrainedModel load(Path directory) {
        Checkpoint checkpoint = Checkpoint.load(directory);
        return new TrainedModel(
                checkpoint.config(),
                checkpoint.step(),
                new TwinWeights(checkpoint.config().network(), checkpoint.weights()),
                Optional.ofNullable(checkpoint.metrics()));
    }

    /**
     * Returns sample images as the network sees them. They belong to held-out classes, or to training classes if the
     * run held out none.
     *
     * @param data the folder of labelled images of the run, or a copy of it
     * @param count the largest number of images; at most two belong to one class
     * @return the RGB samples {@code [height, width, 3]} of each image; images of one class are adjacent
     * @throws TrainingException if the data cannot be read
     */
    public List<byte[]> samplePictures(Path data, int count) {
        Dataset dataset = PictureData.dataset(config, data);
        List<Sample> samples = sample(dataset.classes(), count).stream()
                .map(picture -> new Sample(picture, 0, 0, 0))
                .toList();
        PixelBatch batch = new BatchRenderer(dataset.pictures(), AffineAugmentation.none()).render(samples);
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < batch.count(); i++) {
            pictures.add(rgb(batch));
        }
        return pictures;
    }

    /**
     * Returns sample feature vectors, chosen like {@link #samplePictures}.
     *
     * @param data the table of the run, or a copy of it
     * @param count the largest number of vectors; at most two belong to one class
     * @return vectors of F features; vectors of one class are adjacent
     * @throws TrainingException if the table cannot be read
     */
    public List<float[]> sampleVectors(Path data, int count) {
        FeatureTable table = TableData.table(config, data);
        return sample(table.classes(), count).stream().map(table::row).toList();
    }

    private List<Integer> sample(List<PictureClass> all, int count) {
        DatasetSplit split = DatasetSplit.of(all, config.data().split());
        List<PictureClass> classes =
                new ArrayList<>(split.validation().isEmpty() ? split.training() : split.validation());
        Collections.shuffle(classes, new Random(config.run().seed()));
        return classes.stream()
                .flatMap(chosen -> chosen.pictures().stream().limit(2))
                .limit(count)
                .toList();
    }

    /** Reads the next image of the batch as RGB. */
    private static byte[] rgb(PixelBatch batch) {
        ByteBuffer pixels = batch.pixels();
        byte[] picture = new byte[batch.height() * batch.width() * TwinDescription.INPUT_CHANNELS];
        if (batch.channels() == TwinDescription.INPUT_CHANNELS) {
            pixels.get(picture);
            return picture;
        }
        for (int i = 0; i < picture.length; i += TwinDescription.INPUT_CHANNELS) {
            byte grey = pixels.get();
            picture[i] = grey;
            picture[i + 1] = grey;
            picture[i + 2] = grey;
        }
        return picture;
    }
}
