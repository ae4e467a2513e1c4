package io.github.siamese4j.training.internal.augment;

/** Operations that move a picture away from, or towards, a poorer version of it: factor 0 gives that, 1 the picture. */
final class Enhancement {
    private static final int CENTRE_WEIGHT = 5;
    private static final float WEIGHTS = 13;

    private Enhancement() {}

    static void color(Raster raster, double factor) {
        if (raster.channels == 1) {
            return;
        }
        for (int i = 0; i < raster.pixels.length; i += 3) {
            int grey = luma(raster, i);
            for (int c = 0; c < 3; c++) {
                raster.pixels[i + c] = blend(grey, raster.pixels[i + c] & 0xFF, (float) factor);
            }
        }
    }

    static void contrast(Raster raster, double factor) {
        long sum = 0;
        for (int i = 0; i < raster.pixels.length; i += raster.channels) {
            sum += luma(raster, i);
        }
        int mean = (int) ((double) sum / (raster.width * raster.height) + 0.5);
        ValueTable.apply(raster, value -> blend(mean, value, (float) factor));
    }

    static void brightness(Raster raster, double factor) {
        ValueTable.apply(raster, value -> blend(0, value, (float) factor));
    }

    static void sharpness(Raster raster, double factor) {
        byte[] result = raster.pixels.clone();
        // The pixels of the border have no smoothed value and stay.
        for (int y = 1; y < raster.height - 1; y++) {
            for (int x = 1; x < raster.width - 1; x++) {
                for (int c = 0; c < raster.channels; c++) {
                    int value = raster.at(x, y, c);
                    result[(y * raster.width + x) * raster.channels + c] =
                            blend(smoothed(raster, x, y, c), value, (float) factor);
                }
            }
        }
        System.arraycopy(result, 0, raster.pixels, 0, result.length);
    }

    private static int smoothed(Raster raster, int x, int y, int channel) {
        int sum = (CENTRE_WEIGHT - 1) * raster.at(x, y, channel);
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                sum += raster.at(x + dx, y + dy, channel);
            }
        }
        return (int) (sum / WEIGHTS + 0.5f);
    }

    /** ITU-R 601-2, in integers as Pillow has it. */
    private static int luma(Raster raster, int place) {
        byte[] p = raster.pixels;
        return raster.channels == 1
                ? p[place] & 0xFF
                : ((p[place] & 0xFF) * 19595 + (p[place + 1] & 0xFF) * 38470 + (p[place + 2] & 0xFF) * 7471 + 0x8000)
                        >> 16;
    }

    private static byte blend(int poor, int value, float factor) {
        return (byte) Math.min(255, Math.max(0, (int) (poor + factor * (value - poor))));
    }
}
