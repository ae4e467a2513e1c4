package io.github.siamese4j.training;

import io.github.siamese4j.training.internal.config.Ranges;

/**
 * A random affine distortion about the centre of the image, for drawings. Each value is drawn uniformly from its range.
 * Strokes can also be made thicker or thinner.
 *
 * @param rotationDegrees largest rotation to either side, at least 0
 * @param minScale smallest scale of an axis, above 0
 * @param maxScale largest scale of an axis, at least {@code minScale}
 * @param shear largest shear, the horizontal shift per unit of height, at least 0
 * @param shift largest shift along each axis as a share of the side, at least 0
 * @param fill value, 0..255, of pixels from outside the image
 * @param strokes probability, in [0, 1], that strokes get thicker or thinner by up to a pixel on either side
 */
public record AffineAugmentation(
        double rotationDegrees,
        double minScale,
        double maxScale,
        double shear,
        double shift,
        int fill,
        double strokes) {
    /** Creates the augmentation and checks its ranges. */
    public AffineAugmentation {
        Ranges.atLeast(0.0, "rotationDegrees", rotationDegrees);
        Ranges.above(0, "minScale", minScale);
        Ranges.atLeast(minScale, "maxScale", maxScale);
        Ranges.atLeast(0.0, "shear", shear);
        Ranges.atLeast(0.0, "shift", shift);
        Ranges.within(0, 255, "fill", fill);
        Ranges.within(0, 1, "strokes", strokes);
    }

    /** Creates an augmentation that keeps the width of strokes: {@code strokes} is 0. */
    public AffineAugmentation(
            double rotationDegrees, double minScale, double maxScale, double shear, double shift, int fill) {
        this(rotationDegrees, minScale, maxScale, shear, shift, fill, 0);
    }

    /**
     * {@return an augmentation with rotation 12°, scale 0.8–1.2, shear 0.25 and shift 5 %}
     *
     * @param fill value of pixels from outside the image, 255 for dark strokes on white paper
     */
    public static AffineAugmentation standard(int fill) {
        return new AffineAugmentation(12, 0.8, 1.2, 0.25, 0.05, fill);
    }

    /** {@return an augmentation that does not change images} */
    public static AffineAugmentation none() {
        return new AffineAugmentation(0, 1, 1, 0, 0, 255);
    }

    /**
     * {@return a copy that makes strokes thicker or thinner}
     *
     * @param probability probability in [0, 1]
     */
    public AffineAugmentation withStrokes(double probability) {
        return new AffineAugmentation(rotationDegrees, minScale, maxScale, shear, shift, fill, probability);
    }

    /** {@return whether no distortion is drawn, so that images stay as they are} */
    public boolean isNone() {
        return rotationDegrees == 0 && minScale == 1 && maxScale == 1 && shear == 0 && shift == 0 && strokes == 0;
    }
}
