package io.github.siamese4j.training.augment;

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
 */
public record PixelBatch(ByteBuffer pixels, int count, int height, int width, int channels, List<Integer> labels) {
    /**
     * Copies the labels.
     *
     * @param pixels direct buffer of unsigned bytes [count, height, width, channels]
     * @param count number of pictures
     * @param height rows
     * @param width columns
     * @param channels 1 (grey) or 3 (RGB)
     * @param labels the class of each picture within the batch
     */
    public PixelBatch {
        labels = List.copyOf(labels);
    }
}
