package io.github.siamese4j.training.internal.augment;

/**
 * The operations of AutoAugment (Cubuk et al. 2018, arXiv:1805.09501, table 6), computed as Pillow does. Pixels from
 * outside the image are grey (128).
 */
enum ImageOperation {
    /** Shears by up to 0.3, with bicubic interpolation. */
    SHEAR_X(0, 0.3, true) {
        @Override
        void apply(MutablePixels pixels, double magnitude) {
            AffineWarp.bicubic(pixels, 1, magnitude, 0, 0, 1, 0);
        }
    },
    /** Shears by up to 0.3, with bicubic interpolation. */
    SHEAR_Y(0, 0.3, true) {
        @Override
        void apply(MutablePixels pixels, double magnitude) {
            AffineWarp.bicubic(pixels, 1, 0, 0, magnitude, 1, 0);
        }
    },
    /** Shifts by up to 150/331 of the width. */
    TRANSLATE_X(0, 150.0 / 331, true) {
        @Override
        void apply(MutablePixels pixels, double magnitude) {
            AffineWarp.nearest(pixels, 1, 0, magnitude * pixels.width, 0, 1, 0);
        }
    },
    /** Shifts by up to 150/331 of the height. */
    TRANSLATE_Y(0, 150.0 / 331, true) {
        @Override
        void apply(MutablePixels pixels, double magnitude) {
            AffineWarp.nearest(pixels, 1, 0, 0, 0, 1, magnitude * pixels.height);
        }
    },
    /** Rotates by up to 30° counter-clockwise about the centre. */
    ROTATE(0, 30, true) {
        @Override
        void apply(MutablePixels pixels, double magnitude) {
            double cos = Math.cos(Math.toRadians(magnitude));
            double sin = Math.sin(Math.toRadians(magnitude));
            double x = pixels.width / 2.0;
            double y = pixels.height / 2.0;
            AffineWarp.nearest(pixels, cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y);
        }
    },
    /** Blends with grey: saturation times 1 ± 0.9. */
    COLOR(0, 0.9, true) {
        @Override
        void apply(MutablePixels pixels, double magnitude) {
            Enhancement.color(pixels, 1 + magnitude);
        }
    },
    /** Keeps 8 to 4 bits. */
    POSTERIZE(8, 4, false) {
        @Override
        void apply(MutablePixels pixels, double magnitude) {
            int kept = 0xFF & -(1 << (8 - (int) Math.rint(magnitude)));
            PointOperations.apply(pixels, i -> i & kept);
        }
    },
    /** Inverts values at or above a threshold of 256 to 0. */
    SOLARIZE(256, 0, false) {
        @Override
        void apply(MutablePixels pixels, double magnitude) {
            PointOperations.apply(pixels, i -> i < magnitude ? i : 255 - i);
        }
    },
    /** Blends with the mean grey: contrast times 1 ± 0.9. */
    CONTRAST(0, 0.9, true) {
        @Override
        void apply(MutablePixels pixels, double magnitude) {
            Enhancement.contrast(pixels, 1 + magnitude);
        }
    },
    /** Blends with a smoothed image: sharpness times 1 ± 0.9. */
    SHARPNESS(0, 0.9, true) {
        @Override
        void apply(MutablePixels pixels, double magnitude) {
            Enhancement.sharpness(pixels, 1 + magnitude);
        }
    },
    /** Blends with black: brightness times 1 ± 0.9. */
    BRIGHTNESS(0, 0.9, true) {
        @Override
        void apply(MutablePixels pixels, double magnitude) {
            Enhancement.brightness(pixels, 1 + magnitude);
        }
    },
    /** Stretches the values of each channel over the whole range. */
    AUTO_CONTRAST(0, 0, false) {
        @Override
        void apply(MutablePixels pixels, double magnitude) {
            PointOperations.stretch(pixels);
        }
    },
    /** Makes the values of each channel equally frequent. */
    EQUALIZE(0, 0, false) {
        @Override
        void apply(MutablePixels pixels, double magnitude) {
            PointOperations.equalize(pixels);
        }
    },
    /** Inverts all values. */
    INVERT(0, 0, false) {
        @Override
        void apply(MutablePixels pixels, double magnitude) {
            PointOperations.apply(pixels, i -> 255 - i);
        }
    };

    private static final int LEVELS = 9;

    private final double lowest;
    private final double highest;
    private final boolean sign;

    ImageOperation(double lowest, double highest, boolean sign) {
        this.lowest = lowest;
        this.highest = highest;
        this.sign = sign;
    }

    /** Changes pixels in place, with a magnitude in the operation's own unit. */
    abstract void apply(MutablePixels pixels, double magnitude);

    /** Returns the magnitude of a level in 0..9. */
    double magnitude(int level) {
        return lowest + (highest - lowest) * level / LEVELS;
    }

    /** Returns whether the magnitude may be negative as well. */
    boolean hasSign() {
        return sign;
    }
}
