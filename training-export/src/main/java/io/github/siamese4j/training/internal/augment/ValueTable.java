package io.github.siamese4j.training.internal.augment;

import java.util.function.IntUnaryOperator;

/** Operations that replace each value of a channel by another, whatever its place. */
final class ValueTable {
    private ValueTable() {}

    static void apply(Raster raster, IntUnaryOperator function) {
        byte[] table = new byte[256];
        for (int i = 0; i < 256; i++) {
            table[i] = (byte) function.applyAsInt(i);
        }
        for (int c = 0; c < raster.channels; c++) {
            replace(raster, c, table);
        }
    }

    /** The least and the largest value of a channel become 0 and 255. */
    static void stretch(Raster raster) {
        for (int c = 0; c < raster.channels; c++) {
            int[] histogram = histogram(raster, c);
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
                replace(raster, c, table);
            }
        }
    }

    /** The value becomes its rank; the pixels of the largest value do not count for the width of a step. */
    static void equalize(Raster raster) {
        for (int c = 0; c < raster.channels; c++) {
            int[] histogram = histogram(raster, c);
            int high = 255;
            while (histogram[high] == 0) {
                high--;
            }
            int step = (raster.width * raster.height - histogram[high]) / 255;
            if (step > 0) {
                byte[] table = new byte[256];
                int below = step / 2;
                for (int i = 0; i < 256; i++) {
                    table[i] = (byte) Math.min(255, below / step);
                    below += histogram[i];
                }
                replace(raster, c, table);
            }
        }
    }

    private static int[] histogram(Raster raster, int channel) {
        int[] counts = new int[256];
        for (int i = channel; i < raster.pixels.length; i += raster.channels) {
            counts[raster.pixels[i] & 0xFF]++;
        }
        return counts;
    }

    private static void replace(Raster raster, int channel, byte[] table) {
        for (int i = channel; i < raster.pixels.length; i += raster.channels) {
            raster.pixels[i] = table[raster.pixels[i] & 0xFF];
        }
    }
}
