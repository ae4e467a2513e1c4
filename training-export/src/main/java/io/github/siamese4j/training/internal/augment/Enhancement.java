package io.github.siamese4j.training.internal.augment;

import io.github.siamese4j.internal.image.Luma;

/** Operations that blend an image with a degraded version: factor 0 gives that version, 1 the image. */
final class Enhancement {
    private static final int CENTRE_WEIGHT = 5;
    private static final float WEIGHTS = 13;

    private Enhancement() {}

    static void color(MutablePixels pixels, double factor) {
        if (pixels.channels == 1) {
            return;
        }
        for (int i = 0; i < pixels.samples.length; i += 3) {
            int grey = luma(pixels, i);
            for (int c = 0; c < 3; c++) {
                pixels.samples[i + c] = blend(grey, pixels.samples[i + c] & 0xFF, (float) factor);
            }
        }
    }

    static void contrast(MutablePixels pixels, double factor) {
        long sum = 0;
        for (int i = 0; i < pixels.samples.length; i += pixels.channels) {
            sum += luma(pixels, i);
        }
        int mean = (int) ((double) sum / (pixels.width * pixels.height) + 0.5);
        PointOperations.apply(pixels, value -> blend(mean, value, (float) factor));
    }

    static void brightness(MutablePixels pixels, double factor) {
        PointOperations.apply(pixels, value -> blend(0, value, (float) factor));
    }

    static void sharpness(MutablePixels pixels, double factor) {
        byte[] result = pixels.samples.clone();
        // Pixels at the border have no smoothed value and stay.
        for (int y = 1; y < pixels.height - 1; y++) {
            for (int x = 1; x < pixels.width - 1; x++) {
                for (int c = 0; c < pixels.channels; c++) {
                    int value = pixels.at(x, y, c);
                    result[(y * pixels.width + x) * pixels.channels + c] =
                            blend(smoothed(pixels, x, y, c), value, (float) factor);
                }
            }
        }
        System.arraycopy(result, 0, pixels.samples, 0, result.length);
    }

    private static int smoothed(MutablePixels pixels, int x, int y, int channel) {
        int sum = (CENTRE_WEIGHT - 1) * pixels.at(x, y, channel);
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                sum += pixels.at(x + dx, y + dy, channel);
            }
        }
        return (int) (sum / WEIGHTS + 0.5f);
    }

    private static int luma(MutablePixels pixels, int at) {
        byte[] samples = pixels.samples;
        return pixels.channels == 1 ? samples[at] & 0xFF : Luma.of(samples[at], samples[at + 1], samples[at + 2]);
    }

    private static byte blend(int degraded, int value, float factor) {
        return (byte) Math.min(255, Math.max(0, (int) (degraded + factor * (value - degraded))));
    }
}
