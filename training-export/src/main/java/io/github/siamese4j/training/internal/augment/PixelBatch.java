package io.github.siamese4j.training.internal.augment;

import io.github.siamese4j.training.internal.sampling.Pair;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The pixels of a batch.
 *
 * @param pixels direct buffer of unsigned bytes [count, height, width, channels]
 * @param count number of pictures
 * @param height rows
 * @param width columns
 * @param channels 1 (grey) or 3 (RGB)
 * @param labels the class of each picture within the batch
 * @param pairs the pairs that count; empty stands for all pairs, labelled by the classes
 */
public record PixelBatch(
        ByteBuffer pixels, int count, int height, int width, int channels, List<Integer> labels, List<Pair> pairs) {
    /**
     * Copies the lists.
     *
     * @param pixels direct buffer of unsigned bytes [count, height, width, channels]
     * @param count number of pictures
     * @param height rows
     * @param width columns
     * @param channels 1 (grey) or 3 (RGB)
     * @param labels the class of each picture within the batch
     * @param pairs the pairs that count; empty stands for all pairs, labelled by the classes
     */
    public PixelBatch {
        labels = List.copyOf(labels);
        pairs = List.copyOf(pairs);
    }

    /**
     * A batch all of whose pairs count.
     *
     * @param pixels direct buffer of unsigned bytes [count, height, width, channels]
     * @param count number of pictures
     * @param height rows
     * @param width columns
     * @param channels 1 (grey) or 3 (RGB)
     * @param labels the class of each picture within the batch
     */
    public PixelBatch(ByteBuffer pixels, int count, int height, int width, int channels, List<Integer> labels) {
        this(pixels, count, height, width, channels, labels, List.of());
    }
}
