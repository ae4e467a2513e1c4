package io.github.siamese4j.training.internal.augment;

import java.util.Arrays;

/**
 * Affine transforms with Pillow's conventions: the matrix {@code a b c, d e f} maps the centre of a pixel of the result
 * to the place in the picture that it shows. Where that is outside, the result is grey.
 */
final class AffineTransform {
    private static final byte OUTSIDE = (byte) 128;

    private AffineTransform() {}

    static void nearest(Raster raster, double a, double b, double c, double d, double e, double f) {
        transform(raster, new double[] {a, b, c, d, e, f}, false);
    }

    static void bicubic(Raster raster, double a, double b, double c, double d, double e, double f) {
        transform(raster, new double[] {a, b, c, d, e, f}, true);
    }

    private static void transform(Raster raster, double[] matrix, boolean bicubic) {
        byte[] result = new byte[raster.pixels.length];
        Arrays.fill(result, OUTSIDE);
        for (int y = 0; y < raster.height; y++) {
            for (int x = 0; x < raster.width; x++) {
                double fromX = matrix[0] * (x + 0.5) + matrix[1] * (y + 0.5) + matrix[2];
                double fromY = matrix[3] * (x + 0.5) + matrix[4] * (y + 0.5) + matrix[5];
                if (fromX >= 0 && fromX < raster.width && fromY >= 0 && fromY < raster.height) {
                    for (int c = 0; c < raster.channels; c++) {
                        result[(y * raster.width + x) * raster.channels + c] = (byte)
                                (bicubic
                                        ? cubic(raster, fromX - 0.5, fromY - 0.5, c)
                                        : raster.at((int) fromX, (int) fromY, c));
                    }
                }
            }
        }
        System.arraycopy(result, 0, raster.pixels, 0, result.length);
    }

    private static int cubic(Raster raster, double x, double y, int channel) {
        int left = (int) Math.floor(x) - 1;
        int top = (int) Math.floor(y) - 1;
        double[] rows = new double[4];
        for (int i = 0; i < 4; i++) {
            int row = Math.min(Math.max(top + i, 0), raster.height - 1);
            rows[i] = between(
                    raster.at(clip(left, raster.width), row, channel),
                    raster.at(clip(left + 1, raster.width), row, channel),
                    raster.at(clip(left + 2, raster.width), row, channel),
                    raster.at(clip(left + 3, raster.width), row, channel),
                    x - left - 1);
        }
        double value = between(rows[0], rows[1], rows[2], rows[3], y - top - 1);
        return (int) Math.min(255, Math.max(0, value));
    }

    private static int clip(int place, int side) {
        return Math.min(Math.max(place, 0), side - 1);
    }

    /** Cubic convolution (Keys 1981) with a = -1. */
    private static double between(double before, double left, double right, double after, double part) {
        double linear = right - before;
        double square = 2 * (before - left) + right - after;
        double cube = left - before - right + after;
        return left + part * (linear + part * (square + part * cube));
    }
}
