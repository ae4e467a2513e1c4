package io.github.siamese4j.training.internal.importing;

import java.util.Random;

/**
 * Generated pictures whose spectrum falls with the frequency, as that of photographs does. Coarse colours, finer ones
 * at half the strength, and so on. The same size gives the same pictures.
 */
public final class GeneratedPictures {

    private static final int COUNT = 8;
    private static final int CHANNELS = 3;
    private static final int COARSEST = 3;

    private GeneratedPictures() {}

    /** Returns eight pictures, RGB, row by row. */
    public static byte[][] of(int width, int height) {
        byte[][] pictures = new byte[COUNT][];
        for (int i = 0; i < COUNT; i++) {
            pictures[i] = picture(width, height, new Random(i));
        }
        return pictures;
    }

    private static byte[] picture(int width, int height, Random random) {
        float[] values = new float[width * height * CHANNELS];
        float strength = 96;
        for (int cells = COARSEST; cells < Math.max(width, height); cells *= 2) {
            addOctave(values, width, height, cells, strength, random);
            strength /= 2;
        }
        byte[] picture = new byte[values.length];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (byte) Math.max(0, Math.min(255, Math.round(128 + values[i])));
        }
        return picture;
    }

    /** Adds random colours on a grid, linearly interpolated. */
    private static void addOctave(float[] values, int width, int height, int cells, float strength, Random random) {
        float[] grid = new float[(cells + 1) * (cells + 1) * CHANNELS];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = (2 * random.nextFloat() - 1) * strength;
        }
        for (int y = 0; y < height; y++) {
            float row = (float) y / height * cells;
            for (int x = 0; x < width; x++) {
                float column = (float) x / width * cells;
                for (int c = 0; c < CHANNELS; c++) {
                    values[(y * width + x) * CHANNELS + c] += at(grid, cells, row, column, c);
                }
            }
        }
    }

    private static float at(float[] grid, int cells, float row, float column, int channel) {
        int y = (int) row;
        int x = (int) column;
        int corner = (y * (cells + 1) + x) * CHANNELS + channel;
        int below = corner + (cells + 1) * CHANNELS;
        float upper = grid[corner] + (grid[corner + CHANNELS] - grid[corner]) * (column - x);
        float lower = grid[below] + (grid[below + CHANNELS] - grid[below]) * (column - x);
        return upper + (lower - upper) * (row - y);
    }
}
