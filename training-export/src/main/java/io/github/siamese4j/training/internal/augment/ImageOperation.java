package io.github.siamese4j.training.internal.augment;

/**
 * The operations of AutoAugment (Cubuk et al. 2018, arXiv:1805.09501, table 6), computed as Pillow computes them. What
 * comes from outside of the picture is grey (128).
 */
enum ImageOperation {
    /** Shears by up to 0.3, with bicubic interpolation. */
    SHEAR_X(0, 0.3, true) {
        @Override
        void apply(Raster raster, double magnitude) {
            AffineTransform.bicubic(raster, 1, magnitude, 0, 0, 1, 0);
        }
    },
    /** Shears by up to 0.3, with bicubic interpolation. */
    SHEAR_Y(0, 0.3, true) {
        @Override
        void apply(Raster raster, double magnitude) {
            AffineTransform.bicubic(raster, 1, 0, 0, magnitude, 1, 0);
        }
    },
    /** Moves by up to 150/331 of the width. */
    TRANSLATE_X(0, 150.0 / 331, true) {
        @Override
        void apply(Raster raster, double magnitude) {
            AffineTransform.nearest(raster, 1, 0, magnitude * raster.width, 0, 1, 0);
        }
    },
    /** Moves by up to 150/331 of the height. */
    TRANSLATE_Y(0, 150.0 / 331, true) {
        @Override
        void apply(Raster raster, double magnitude) {
            AffineTransform.nearest(raster, 1, 0, 0, 0, 1, magnitude * raster.height);
        }
    },
    /** Turns by up to 30° counter-clockwise about the centre. */
    ROTATE(0, 30, true) {
        @Override
        void apply(Raster raster, double magnitude) {
            double cos = Math.cos(Math.toRadians(magnitude));
            double sin = Math.sin(Math.toRadians(magnitude));
            double x = raster.width / 2.0;
            double y = raster.height / 2.0;
            AffineTransform.nearest(raster, cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y);
        }
    },
    /** Blends with grey: saturation times 1 ± 0.9. */
    COLOR(0, 0.9, true) {
        @Override
        void apply(Raster raster, double magnitude) {
            Enhancement.color(raster, 1 + magnitude);
        }
    },
    /** Keeps 8 to 4 bits. */
    POSTERIZE(8, 4, false) {
        @Override
        void apply(Raster raster, double magnitude) {
            int kept = 0xFF & -(1 << (8 - (int) Math.rint(magnitude)));
            ValueTable.apply(raster, i -> i & kept);
        }
    },
    /** Inverts values from a threshold of 256 to 0 on. */
    SOLARIZE(256, 0, false) {
        @Override
        void apply(Raster raster, double magnitude) {
            ValueTable.apply(raster, i -> i < magnitude ? i : 255 - i);
        }
    },
    /** Blends with the mean grey: contrast times 1 ± 0.9. */
    CONTRAST(0, 0.9, true) {
        @Override
        void apply(Raster raster, double magnitude) {
            Enhancement.contrast(raster, 1 + magnitude);
        }
    },
    /** Blends with a smoothed picture: sharpness times 1 ± 0.9. */
    SHARPNESS(0, 0.9, true) {
        @Override
        void apply(Raster raster, double magnitude) {
            Enhancement.sharpness(raster, 1 + magnitude);
        }
    },
    /** Blends with black: brightness times 1 ± 0.9. */
    BRIGHTNESS(0, 0.9, true) {
        @Override
        void apply(Raster raster, double magnitude) {
            Enhancement.brightness(raster, 1 + magnitude);
        }
    },
    /** Stretches the values of each channel over the whole range. */
    AUTO_CONTRAST(0, 0, false) {
        @Override
        void apply(Raster raster, double magnitude) {
            ValueTable.stretch(raster);
        }
    },
    /** Makes the values of each channel equally frequent. */
    EQUALIZE(0, 0, false) {
        @Override
        void apply(Raster raster, double magnitude) {
            ValueTable.equalize(raster);
        }
    },
    /** Light becomes dark. */
    INVERT(0, 0, false) {
        @Override
        void apply(Raster raster, double magnitude) {
            ValueTable.apply(raster, i -> 255 - i);
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

    /** Changes pixels in place, by a magnitude in the operation's own unit. */
    abstract void apply(Raster raster, double magnitude);

    /** The magnitude of a level in 0..9. */
    double magnitude(int level) {
        return lowest + (highest - lowest) * level / LEVELS;
    }

    /** Whether the magnitude may as well be negative. */
    boolean hasSign() {
        return sign;
    }
}
