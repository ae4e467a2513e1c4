package io.github.siamese4j.training.internal.augment;

/** Pixels that operations change in place: rows from the top, channels interleaved. Belongs to one thread. */
final class MutablePixels {
    final int width;
    final int height;
    final int channels;
    final byte[] samples;

    MutablePixels(int width, int height, int channels, byte[] samples) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.samples = samples;
    }

    int at(int x, int y, int channel) {
        return samples[(y * width + x) * channels + channel] & 0xFF;
    }
}
