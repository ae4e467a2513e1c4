package io.github.siamese4j.training;

import io.github.siamese4j.training.TrainingException.Code;

/**
 * A random affine distortion about the centre of the picture; each figure is drawn evenly from its range. For drawings,
 * strokes may also be made thicker or thinner.
 *
 * @param rotationDegrees the largest turn to either side
 * @param minScale the smallest scale of an axis, above 0
 * @param maxScale the largest scale of an axis
 * @param shear the largest shear: horizontal shift per unit of height
 * @param shift the largest shift along each axis as a share of the side
 * @param fill the value, 0..255, of pixels that come from outside
 * @param strokes the probability, in [0, 1], that strokes are made thicker or thinner by up to a pixel on either side
 */
public record AffineAugmentation(
        double rotationDegrees,
        double minScale,
        double maxScale,
        double shear,
        double shift,
        int fill,
        double strokes) {
    /**
     * Checks the ranges.
     *
     * @param rotationDegrees the largest turn to either side
     * @param minScale the smallest scale of an axis, above 0
     * @param maxScale the largest scale of an axis
     * @param shear the largest shear: horizontal shift per unit of height
     * @param shift the largest shift along each axis as a share of the side
     * @param fill the value, 0..255, of pixels that come from outside
     * @param strokes the probability, in [0, 1], that strokes are made thicker or thinner
     */
    public AffineAugmentation {
        if (!(rotationDegrees >= 0 && minScale > 0 && maxScale >= minScale && shear >= 0 && shift >= 0)
                || fill < 0
                || fill > 255) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "augmentation needs rotation, shear, shift at least 0, 0 < minScale <= maxScale, fill in 0..255: "
                            + rotationDegrees + ", " + shear + ", " + shift + ", " + minScale + ", " + maxScale + ", "
                            + fill);
        }
        if (!(strokes >= 0 && strokes <= 1)) {
            throw new TrainingException(Code.CONFIG_INVALID, "strokes is a probability in [0, 1]: " + strokes);
        }
    }

    /**
     * A distortion that leaves the width of strokes alone.
     *
     * @param rotationDegrees the largest turn to either side
     * @param minScale the smallest scale of an axis, above 0
     * @param maxScale the largest scale of an axis
     * @param shear the largest shear: horizontal shift per unit of height
     * @param shift the largest shift along each axis as a share of the side
     * @param fill the value, 0..255, of pixels that come from outside
     */
    public AffineAugmentation(
            double rotationDegrees, double minScale, double maxScale, double shear, double shift, int fill) {
        this(rotationDegrees, minScale, maxScale, shear, shift, fill, 0);
    }

    /**
     * Rotation 12°, scale 0.8–1.2, shear 0.25, shift 5 %.
     *
     * @param fill the value of pixels that come from outside, 255 for dark strokes on white paper
     * @return the augmentation
     */
    public static AffineAugmentation standard(int fill) {
        return new AffineAugmentation(12, 0.8, 1.2, 0.25, 0.05, fill);
    }

    /**
     * Leaves pictures as they are.
     *
     * @return the augmentation
     */
    public static AffineAugmentation none() {
        return new AffineAugmentation(0, 1, 1, 0, 0, 255);
    }

    /**
     * The same with strokes made thicker or thinner.
     *
     * @param probability in [0, 1]
     * @return a copy
     */
    public AffineAugmentation withStrokes(double probability) {
        return new AffineAugmentation(rotationDegrees, minScale, maxScale, shear, shift, fill, probability);
    }

    /**
     * Whether pictures stay as they are.
     *
     * @return true when no distortion is drawn
     */
    public boolean isNone() {
        return rotationDegrees == 0 && minScale == 1 && maxScale == 1 && shear == 0 && shift == 0 && strokes == 0;
    }
}
