package io.github.siamese4j.training.internal.augment;

import java.util.Arrays;

/**
 * Affine transforms with Pillow's conventions. The matrix {@code a b c, d e f} maps the centre of a result pixel to its
 * place in the source. Places outside the source are grey.
 */
final class AffineWarp {
    private static final byte OUTSIDE = (byte) 128;

    private AffineWarp() {}

    static void nearest(MutablePixels pixels, double a, double b, double c, double d, double e, double f) {
        transform(pixels, new double[] {a, b, c, d, e, f}, false);
    }

    static void bicubic(MutablePixels pixels, double a, double b, double c, double d, double e, double f) {
        transform(pixels, new double[] {a, b, c, d, e, f}, true);
    }

    /** Rotates counter-clockwise about the centre. */
    static void rotate(MutablePixels pixels, double degrees) {
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        double x = pixels.width / 2.0;
        double y = pixels.height / 2.0;
        nearest(pixels, cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y);
    }

    private static void transform(MutablePixels pixels, double[] matrix, boolean bicubic) {
        byte[] result = new byte[pixels.samples.length];
        Arrays.fill(result, OUTSIDE);
        for (int y = 0; y < pixels.height; y++) {
            for (int x = 0; x < pixels.width; x++) {
                double fromX = matrix[0] * (x + 0.5) + matrix[1] * (y + 0.5) + matrix[2];
                double fromY = matrix[3] * (x + 0.5) + matrix[4] * (y + 0.5) + matrix[5];
                if (fromX >= 0 && fromX < pixels.width && fromY >= 0 && fromY < pixels.height) {
                    for (int c = 0; c < pixels.channels; c++) {
                        result[(y * pixels.width + x) * pixels.channels + c] = (byte)
                                (bicubic
                                        ? cubic(pixels, fromX - 0.5, fromY - 0.5, c)
                                        : pixels.at((int) fromX, (int) fromY, c));
                    }
                }
            }
        }
        System.arraycopy(result, 0, pixels.samples, 0, result.length);
    }

    private static int cubic(MutablePixels pixels, double x, double y, int channel) {
        int left = (int) Math.floor(x) - 1;
        int top = (int) Math.floor(y) - 1;
        double[] rows = new double[4];
        for (int i = 0; i < 4; i++) {
            int row = Math.min(Math.max(top + i, 0), pixels.height - 1);
            rows[i] = between(
                    pixels.at(clip(left, pixels.width), row, channel),
                    pixels.at(clip(left + 1, pixels.width), row, channel),
                    pixels.at(clip(left + 2, pixels.width), row, channel),
                    pixels.at(clip(left + 3, pixels.width), row, channel),
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
