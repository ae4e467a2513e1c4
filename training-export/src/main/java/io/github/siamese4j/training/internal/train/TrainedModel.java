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
 * What a checkpoint holds for those who use the model rather than train on.
 *
 * @param config the settings of the run
 * @param step steps done
 * @param weights the network
 * @param metrics the last measurement on held-out pictures; empty if there was none
 */
public record TrainedModel(TrainingConfig config, long step, TwinWeights weights, Optional<ValidationMetrics> metrics) {

    /**
     * Reads a checkpoint directory.
     *
     * @param directory such as {@code <run>/best}
     * @return the model
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if it is not a whole checkpoint
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
     * Pictures to try the model on, as it sees them: of classes it was not trained on, or, if the run held nothing out,
     * of those it was trained on. Reads the data the run was trained on.
     *
     * @param data the folder of labelled pictures, the one of the run or a copy of it
     * @param count most pictures to return; at most two of a class
     * @return RGB samples {@code [height, width, 3]} of each picture; pictures of one class stand together
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
     * Feature vectors to try the model on, chosen like {@link #samplePictures}. Reads the table the run was trained on.
     *
     * @param data the table of the run or a copy of it
     * @param count most vectors to return; at most two of a class
     * @return vectors of F features; those of one class stand together
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

    /** The next picture of the batch, its grey repeated for red, green and blue. */
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
