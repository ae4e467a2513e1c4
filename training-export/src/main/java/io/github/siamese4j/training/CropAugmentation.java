package io.github.siamese4j.training;

import io.github.siamese4j.training.internal.config.Ranges;

/**
 * A random crop resized to the input of the network (Szegedy et al. 2015, arXiv:1409.4842), for photographs. The crop
 * can be mirrored, and can then get two random operations of the policy that AutoAugment found for ImageNet (Cubuk et
 * al. 2018, arXiv:1805.09501).
 *
 * @param minArea smallest share of the area of the image, above 0
 * @param maxArea largest share of the area, at most 1
 * @param minAspect smallest ratio of width to height of the crop, above 0; its logarithm is drawn uniformly
 * @param maxAspect largest ratio of width to height, finite
 * @param flip probability, in [0, 1], that left and right are exchanged; 0 for letters
 * @param autoAugment whether the policy is applied
 * @param detail largest shorter side of a cached image in multiples of that of the network, at least 1; a larger value
 *     makes small crops sharper and takes more memory
 */
public record CropAugmentation(
        double minArea,
        double maxArea,
        double minAspect,
        double maxAspect,
        double flip,
        boolean autoAugment,
        double detail) {
    /** Creates the augmentation and checks its ranges. */
    public CropAugmentation {
        Ranges.above(0, "minArea", minArea);
        Ranges.within(minArea, 1, "maxArea", maxArea);
        Ranges.above(0, "minAspect", minAspect);
        Ranges.within(minAspect, Double.MAX_VALUE, "maxAspect", maxAspect);
        Ranges.within(0, 1, "flip", flip);
        Ranges.atLeast(1.0, "detail", detail);
    }

    /**
     * {@return an augmentation that crops a quarter of the area to all of it with aspect 3:4 to 4:3, mirrors half of
     * the images, applies the policy, and caches images at twice the size}
     */
    public static CropAugmentation standard() {
        return new CropAugmentation(0.25, 1, 3 / 4.0, 4 / 3.0, 0.5, true, 2);
    }
}
