package io.github.siamese4j.training.internal.export;

import java.util.Random;

/**
 * Generated images for a parity check: noise, which activates all channels a little, and shapes, which activate some.
 */
public record ParityImages(int height, int width) {
    private static final int WHITE = 255;

    /** Returns black, white, a colour gradient, tiles, two drawings and two images of noise; always the same. */
    public byte[][] all() {
        Random random = new Random(105);
        int longest = Math.max(height, width);
        return new byte[][] {
            paint((y, x, c) -> 0),
            paint((y, x, c) -> WHITE),
            paint((y, x, c) -> WHITE * (c == 0 ? y : c == 1 ? x : height - 1 - y) / longest),
            paint((y, x, c) -> (y / 5 + x / 7 + c) % 2 * WHITE),
            paint((y, x, c) -> Math.abs(x - y) < 3 || Math.abs(x - width / 3) < 2 ? 0 : WHITE),
            paint((y, x, c) -> isOnCircle(y - height / 2.0, x - width / 2.0) ? 0 : WHITE),
            noise(random),
            noise(random)
        };
    }

    private boolean isOnCircle(double y, double x) {
        return Math.abs(Math.hypot(y, x) - height / 3.0) < 2;
    }

    private byte[] noise(Random random) {
        byte[] image = new byte[height * width * ImageGraph.CHANNELS];
        random.nextBytes(image);
        return image;
    }

    private byte[] paint(Sample sample) {
        byte[] image = new byte[height * width * ImageGraph.CHANNELS];
        for (int i = 0; i < image.length; i++) {
            int pixel = i / ImageGraph.CHANNELS;
            image[i] = (byte) sample.at(pixel / width, pixel % width, i % ImageGraph.CHANNELS);
        }
        return image;
    }

    /** A function from a position to a sample in 0..255. */
    @FunctionalInterface
    private interface Sample {
        int at(int row, int column, int channel);
    }
}
