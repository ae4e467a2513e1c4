package io.github.siamese4j.training;

import io.github.siamese4j.training.TrainingException.Code;

/**
 * A random part of the picture brought to the size of the network (Szegedy et al. 2015, arXiv:1409.4842), perhaps
 * mirrored, then perhaps two random operations of the policy that AutoAugment found for ImageNet (Cubuk et al. 2018,
 * arXiv:1805.09501).
 *
 * @param minArea the smallest share of the picture's area, above 0
 * @param maxArea the largest share, at most 1
 * @param minAspect the smallest ratio of the part's width to its height, above 0; drawn evenly in its logarithm
 * @param maxAspect the largest ratio
 * @param flip the probability, in [0, 1], that left and right are exchanged; 0 for letters
 * @param autoAugment whether the policy is applied
 * @param detail how many times the network's shorter side that of a kept picture is at most, at least 1: more is
 *     sharper in small parts and takes more memory
 */
public record CropAugmentation(
        double minArea,
        double maxArea,
        double minAspect,
        double maxAspect,
        double flip,
        boolean autoAugment,
        double detail) {
    /**
     * Checks the ranges.
     *
     * @param minArea the smallest share of the picture's area, above 0
     * @param maxArea the largest share, at most 1
     * @param minAspect the smallest ratio of the part's width to its height, above 0
     * @param maxAspect the largest ratio
     * @param flip the probability, in [0, 1], that left and right are exchanged
     * @param autoAugment whether the policy is applied
     * @param detail how many times the network's shorter side that of a kept picture is at most, at least 1
     */
    public CropAugmentation {
        boolean areas = minArea > 0 && maxArea >= minArea && maxArea <= 1;
        boolean aspects = minAspect > 0 && maxAspect >= minAspect && Double.isFinite(maxAspect);
        if (!(areas && aspects && flip >= 0 && flip <= 1 && detail >= 1)) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "crops need 0 < minArea <= maxArea <= 1, 0 < minAspect <= maxAspect, flip in [0, 1], detail at "
                            + "least 1: "
                            + minArea + ", " + maxArea + ", " + minAspect + ", " + maxAspect + ", " + flip + ", "
                            + detail);
        }
    }

    /**
     * A quarter of the area to all of it, aspect 3:4 to 4:3, mirrored half of the time, with the policy, from pictures
     * kept at twice the size.
     *
     * @return the augmentation
     */
    public static CropAugmentation standard() {
        return new CropAugmentation(0.25, 1, 3 / 4.0, 4 / 3.0, 0.5, true, 2);
    }
}
