package io.github.siamese4j.training.internal.export;

import java.util.Random;

/**
 * Generated images for a parity check: noise, which activates all channels a little, and shapes, which activate some.
 */
final class ParityImages {

    private static final int WHITE = 255;

    private ParityImages() {}

    /**
     * Returns black, white, a colour gradient, tiles, two drawings and two images of noise; the same for the same size.
     */
    static byte[][] of(int height, int width) {
        Random random = new Random(105);
        byte[] first = noise(random, height, width);
        byte[] second = noise(random, height, width);
        return new byte[][] {
            paint(height, width, (y, x, c) -> 0),
            paint(height, width, (y, x, c) -> WHITE),
            paint(
                    height,
                    width,
                    (y, x, c) -> WHITE * (c == 0 ? y : c == 1 ? x : height - 1 - y) / Math.max(height, width)),
            paint(height, width, (y, x, c) -> (y / 5 + x / 7 + c) % 2 * WHITE),
            paint(height, width, (y, x, c) -> Math.abs(x - y) < 3 || Math.abs(x - width / 3) < 2 ? 0 : WHITE),
            paint(
                    height,
                    width,
                    (y, x, c) ->
                            Math.abs(Math.hypot(y - height / 2.0, x - width / 2.0) - height / 3.0) < 2 ? 0 : WHITE),
            first,
            second
        };
    }

    private static byte[] noise(Random random, int height, int width) {
        byte[] image = new byte[height * width * ImageGraph.CHANNELS];
        random.nextBytes(image);
        return image;
    }

    private static byte[] paint(int height, int width, Sample sample) {
        byte[] image = new byte[height * width * ImageGraph.CHANNELS];
        int next = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < ImageGraph.CHANNELS; c++) {
                    image[next++] = (byte) sample.at(y, x, c);
                }
            }
        }
        return image;
    }

    /** A function from a position to a sample in 0..255. */
    @FunctionalInterface
    private interface Sample {
        int at(int row, int column, int channel);
    }
}
