package io.github.siamese4j.features;

import io.github.siamese4j.Pixels;
import io.github.siamese4j.features.FeatureDescription.Hog;

/**
 * Histograms of oriented gradients by definition, in double precision and without tables. Every pixel of a block votes
 * for its two nearest orientations in up to four nearest cells.
 */
final class PlainHog {

    private static final double CLIP = 0.2;

    private final Pixels pixels;
    private final byte[] grey;
    private final Hog settings;

    PlainHog(Pixels pixels, Hog settings) {
        this.pixels = pixels;
        this.grey = pixels.grey();
        this.settings = settings;
    }

    double[] values() {
        int columns = pixels.width() / settings.cell() - settings.block() + 1;
        int rows = pixels.height() / settings.cell() - settings.block() + 1;
        int size = settings.block() * settings.block() * settings.bins();
        double[] values = new double[columns * rows * size];
        for (int x = 0; x < columns; x++) {
            for (int y = 0; y < rows; y++) {
                double[] block = normalized(block(x * settings.cell(), y * settings.cell()));
                System.arraycopy(block, 0, values, (x * rows + y) * size, size);
            }
        }
        return values;
    }

    private double[] block(int left, int top) {
        int side = settings.block() * settings.cell();
        double sigma = (side + side) / 8.0;
        double[] histogram = new double[settings.block() * settings.block() * settings.bins()];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double dx = grey(left + x + 1, top + y) - grey(left + x - 1, top + y);
                double dy = grey(left + x, top + y + 1) - grey(left + x, top + y - 1);
                double fromCentre = Math.pow(x - side / 2.0, 2) + Math.pow(y - side / 2.0, 2);
                double vote = Math.hypot(dx, dy) * Math.exp(-fromCentre / (2 * sigma * sigma));
                double turn = Math.atan2(dy, dx) / Math.PI;
                double bin = (turn - Math.floor(turn)) * settings.bins() - 0.5;
                double cellX = (x + 0.5) / settings.cell() - 0.5;
                double cellY = (y + 0.5) / settings.cell() - 0.5;
                vote(histogram, cellX, cellY, bin, vote);
            }
        }
        return histogram;
    }

    private void vote(double[] histogram, double cellX, double cellY, double bin, double vote) {
        int cells = settings.block();
        for (int cx = (int) Math.floor(cellX); cx <= Math.floor(cellX) + 1; cx++) {
            for (int cy = (int) Math.floor(cellY); cy <= Math.floor(cellY) + 1; cy++) {
                if (cx < 0 || cy < 0 || cx >= cells || cy >= cells) {
                    continue;
                }
                for (int b = (int) Math.floor(bin); b <= Math.floor(bin) + 1; b++) {
                    double share = (1 - Math.abs(cellX - cx)) * (1 - Math.abs(cellY - cy)) * (1 - Math.abs(bin - b));
                    histogram[(cx * cells + cy) * settings.bins() + Math.floorMod(b, settings.bins())] += vote * share;
                }
            }
        }
    }

    /** Normalizes by L2-Hys. The constants keep empty blocks at zero. */
    private static double[] normalized(double[] histogram) {
        double first = norm(histogram) + 0.1 * histogram.length;
        for (int i = 0; i < histogram.length; i++) {
            histogram[i] = Math.min(histogram[i] / first, CLIP);
        }
        double second = norm(histogram) + 1e-3;
        for (int i = 0; i < histogram.length; i++) {
            histogram[i] /= second;
        }
        return histogram;
    }

    private static double norm(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    /** Returns a pixel; outside, the image is mirrored about its outermost pixels. */
    private int grey(int x, int y) {
        int column = mirrored(x, pixels.width());
        int row = mirrored(y, pixels.height());
        return grey[row * pixels.width() + column] & 0xFF;
    }

    private static int mirrored(int at, int length) {
        return at < 0 ? -at : at >= length ? 2 * length - 2 - at : at;
    }
}
