package io.github.siamese4j.training.internal.augment;

import java.util.function.ObjDoubleConsumer;

/**
 * The operations of AutoAugment (Cubuk et al. 2018, arXiv:1805.09501, table 6), computed as Pillow does. Pixels from
 * outside the image are grey (128).
 */
enum ImageOperation {
    /** Shears by up to 0.3, with bicubic interpolation. */
    SHEAR_X(0, 0.3, true, (pixels, magnitude) -> AffineWarp.bicubic(pixels, 1, magnitude, 0, 0, 1, 0)),
    /** Shears by up to 0.3, with bicubic interpolation. */
    SHEAR_Y(0, 0.3, true, (pixels, magnitude) -> AffineWarp.bicubic(pixels, 1, 0, 0, magnitude, 1, 0)),
    /** Shifts by up to 150/331 of the width. */
    TRANSLATE_X(
            0, 150.0 / 331, true, (pixels, share) -> AffineWarp.nearest(pixels, 1, 0, share * pixels.width, 0, 1, 0)),
    /** Shifts by up to 150/331 of the height. */
    TRANSLATE_Y(
            0, 150.0 / 331, true, (pixels, share) -> AffineWarp.nearest(pixels, 1, 0, 0, 0, 1, share * pixels.height)),
    /** Rotates by up to 30° counter-clockwise about the centre. */
    ROTATE(0, 30, true, AffineWarp::rotate),
    /** Blends with grey: saturation times 1 ± 0.9. */
    COLOR(0, 0.9, true, (pixels, magnitude) -> Enhancement.color(pixels, 1 + magnitude)),
    /** Keeps 8 to 4 bits. */
    POSTERIZE(8, 4, false, PointOperations::posterize),
    /** Inverts values at or above a threshold of 256 to 0. */
    SOLARIZE(256, 0, false, (pixels, limit) -> PointOperations.apply(pixels, i -> i < limit ? i : 255 - i)),
    /** Blends with the mean grey: contrast times 1 ± 0.9. */
    CONTRAST(0, 0.9, true, (pixels, magnitude) -> Enhancement.contrast(pixels, 1 + magnitude)),
    /** Blends with a smoothed image: sharpness times 1 ± 0.9. */
    SHARPNESS(0, 0.9, true, (pixels, magnitude) -> Enhancement.sharpness(pixels, 1 + magnitude)),
    /** Blends with black: brightness times 1 ± 0.9. */
    BRIGHTNESS(0, 0.9, true, (pixels, magnitude) -> Enhancement.brightness(pixels, 1 + magnitude)),
    /** Stretches the values of each channel over the whole range. */
    AUTO_CONTRAST(0, 0, false, (pixels, unused) -> PointOperations.stretch(pixels)),
    /** Makes the values of each channel equally frequent. */
    EQUALIZE(0, 0, false, (pixels, unused) -> PointOperations.equalize(pixels)),
    /** Inverts all values. */
    INVERT(0, 0, false, (pixels, unused) -> PointOperations.apply(pixels, i -> 255 - i));

    private static final int LEVELS = 9;

    private final double lowest;
    private final double highest;
    private final boolean sign;

    @SuppressWarnings("ImmutableEnumChecker") // the operations have no state
    private final ObjDoubleConsumer<MutablePixels> operation;

    ImageOperation(double lowest, double highest, boolean sign, ObjDoubleConsumer<MutablePixels> operation) {
        this.lowest = lowest;
        this.highest = highest;
        this.sign = sign;
        this.operation = operation;
    }

    /** Changes pixels in place, with a magnitude in the operation's own unit. */
    void apply(MutablePixels pixels, double magnitude) {
        operation.accept(pixels, magnitude);
    }

    /** Returns the magnitude of a level in 0..9. */
    double magnitude(int level) {
        return lowest + (highest - lowest) * level / LEVELS;
    }

    /** Returns whether the magnitude may be negative as well. */
    boolean hasSign() {
        return sign;
    }
}
