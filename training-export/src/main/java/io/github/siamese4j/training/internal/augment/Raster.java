package io.github.siamese4j.training.internal.augment;

/** Pixels that operations change in place: bytes by row, channels interleaved. Belongs to one thread. */
final class Raster {
    final int width;
    final int height;
    final int channels;
    final byte[] pixels;

    Raster(int width, int height, int channels, byte[] pixels) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.pixels = pixels;
    }

    int at(int x, int y, int channel) {
        return pixels[(y * width + x) * channels + channel] & 0xFF;
    }
}
