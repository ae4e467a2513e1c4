package io.github.siamese4j.training.internal.augment;

import io.github.siamese4j.training.internal.sampling.Pair;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The pixels of a batch.
 *
 * @param pixels a direct buffer of unsigned bytes [count, height, width, channels]
 * @param count the number of images
 * @param height the number of rows
 * @param width the number of columns
 * @param channels 1 if all images are grey, else 3 (RGB)
 * @param labels the class of each image within the batch
 * @param pairs the pairs that count; empty for all pairs, labelled by the classes
 */
public record PixelBatch(
        ByteBuffer pixels, int count, int height, int width, int channels, List<Integer> labels, List<Pair> pairs) {
    /** Copies the lists. */
    public PixelBatch {
        labels = List.copyOf(labels);
        pairs = List.copyOf(pairs);
    }

    /** Creates a batch all of whose pairs count. */
    public PixelBatch(ByteBuffer pixels, int count, int height, int width, int channels, List<Integer> labels) {
        this(pixels, count, height, width, channels, labels, List.of());
    }
}
