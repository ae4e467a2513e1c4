package io.github.siamese4j.training;

import io.github.siamese4j.training.TrainingException.Code;

/**
 * The picture squeezed and scaled at random, pasted at a random place on a plain ground, perhaps mirrored, turned a
 * little half of the time, its colours moved in hue, saturation and value.
 *
 * @param aspect how much the ratio of width to height changes: by (1 ± aspect) / (1 ± aspect); in [0, 1)
 * @param minScale the smallest ratio of the picture's longer side to the network's, above 0
 * @param maxScale the largest ratio; above 1, parts are cut off
 * @param flip the probability, in [0, 1], that left and right are exchanged; 0 for letters
 * @param rotationDegrees the largest turn to either side
 * @param fill the value, 0..255, of the ground
 * @param hue the hue is multiplied by up to 1 ± this; in [0, 1]
 * @param saturation the saturation is multiplied by up to 1 ± this; in [0, 1]
 * @param value the value is multiplied by up to 1 ± this; in [0, 1]
 * @param detail how many times the network's shorter side that of a kept picture is at most, at least 1
 */
public record JitterAugmentation(
        double aspect,
        double minScale,
        double maxScale,
        double flip,
        double rotationDegrees,
        int fill,
        double hue,
        double saturation,
        double value,
        double detail) {
    /**
     * Checks the ranges.
     *
     * @param aspect how much the ratio of width to height changes, in [0, 1)
     * @param minScale the smallest ratio of the picture's longer side to the network's, above 0
     * @param maxScale the largest ratio, at most 8
     * @param flip the probability, in [0, 1], that left and right are exchanged
     * @param rotationDegrees the largest turn to either side
     * @param fill the value, 0..255, of the ground
     * @param hue the hue is multiplied by up to 1 ± this; in [0, 1]
     * @param saturation the saturation is multiplied by up to 1 ± this; in [0, 1]
     * @param value the value is multiplied by up to 1 ± this; in [0, 1]
     * @param detail how many times the network's shorter side that of a kept picture is at most, at least 1
     */
    public JitterAugmentation {
        boolean shapes = aspect >= 0 && aspect < 1 && minScale > 0 && maxScale >= minScale && maxScale <= 8;
        boolean colours = isShare(hue) && isShare(saturation) && isShare(value);
        boolean rest = isShare(flip) && rotationDegrees >= 0 && fill >= 0 && fill <= 255 && detail >= 1;
        if (!(shapes && colours && rest)) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "jitter needs aspect in [0, 1), 0 < minScale <= maxScale <= 8, flip, hue, saturation, value in "
                            + "[0, 1],"
                            + " rotation at least 0, fill in 0..255, detail at least 1: " + aspect + ", " + minScale
                            + ", " + maxScale + ", " + flip + ", " + hue + ", " + saturation + ", " + value + ", "
                            + rotationDegrees + ", " + fill + ", " + detail);
        }
    }

    private static boolean isShare(double value) {
        return value >= 0 && value <= 1;
    }

    /**
     * Aspect 0.3, scale 0.75–1.5, mirrored half of the time, turned by up to 15°, on grey (128), hue 0.1, saturation
     * 0.7, value 0.3, from pictures kept at twice the size.
     *
     * @return the augmentation
     */
    public static JitterAugmentation standard() {
        return new JitterAugmentation(0.3, 0.75, 1.5, 0.5, 15, 128, 0.1, 0.7, 0.3, 2);
    }
}
