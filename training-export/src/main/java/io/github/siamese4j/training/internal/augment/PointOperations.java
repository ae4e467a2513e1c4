package io.github.siamese4j.training.internal.augment;

import java.util.function.IntUnaryOperator;

/** Operations that map each value of a channel to another, independent of its place. */
final class PointOperations {
    private PointOperations() {}

    static void apply(MutablePixels pixels, IntUnaryOperator function) {
        byte[] table = new byte[256];
        for (int i = 0; i < 256; i++) {
            table[i] = (byte) function.applyAsInt(i);
        }
        for (int c = 0; c < pixels.channels; c++) {
            replace(pixels, c, table);
        }
    }

    /** Keeps the given number of bits, rounded. */
    static void posterize(MutablePixels pixels, double bits) {
        int kept = 0xFF & -(1 << (8 - (int) Math.rint(bits)));
        apply(pixels, i -> i & kept);
    }

    /** Stretches the values of each channel to 0..255. */
    static void stretch(MutablePixels pixels) {
        for (int c = 0; c < pixels.channels; c++) {
            int[] histogram = histogram(pixels, c);
            int low = 0;
            while (histogram[low] == 0) {
                low++;
            }
            int high = 255;
            while (histogram[high] == 0) {
                high--;
            }
            if (high > low) {
                double scale = 255.0 / (high - low);
                byte[] table = new byte[256];
                for (int i = 0; i < 256; i++) {
                    table[i] = (byte) Math.min(255, Math.max(0, (int) (i * scale - low * scale)));
                }
                replace(pixels, c, table);
            }
        }
    }

    /** Replaces values by their ranks. Like Pillow, ignores pixels of the largest value in the size of a step. */
    static void equalize(MutablePixels pixels) {
        for (int c = 0; c < pixels.channels; c++) {
            int[] histogram = histogram(pixels, c);
            int high = 255;
            while (histogram[high] == 0) {
                high--;
            }
            int step = (pixels.width * pixels.height - histogram[high]) / 255;
            if (step > 0) {
                byte[] table = new byte[256];
                int below = step / 2;
                for (int i = 0; i < 256; i++) {
                    table[i] = (byte) Math.min(255, below / step);
                    below += histogram[i];
                }
                replace(pixels, c, table);
            }
        }
    }

    private static int[] histogram(MutablePixels pixels, int channel) {
        int[] counts = new int[256];
        for (int i = channel; i < pixels.samples.length; i += pixels.channels) {
            counts[pixels.samples[i] & 0xFF]++;
        }
        return counts;
    }

    private static void replace(MutablePixels pixels, int channel, byte[] table) {
        for (int i = channel; i < pixels.samples.length; i += pixels.channels) {
            pixels.samples[i] = table[pixels.samples[i] & 0xFF];
        }
    }
}
