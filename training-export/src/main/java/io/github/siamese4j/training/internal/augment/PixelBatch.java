package io.github.siamese4j.training.internal.augment;

import io.github.siamese4j.training.internal.sampling.Pair;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The pixels of a batch, in a direct buffer of unsigned bytes {@code [count, height, width, channels]}. There is 1
 * channel if all images are grey, else 3 (RGB). Labels number the classes within the batch. No pairs means all pairs,
 * labelled by the classes.
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
