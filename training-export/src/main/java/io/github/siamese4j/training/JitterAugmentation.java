package io.github.siamese4j.training;

import io.github.siamese4j.training.internal.config.Ranges;

/**
 * A random change of aspect, scale, place and colour, for photographs. The image is squeezed and scaled, pasted at a
 * random place on a plain background, and can be mirrored. Half of the images are rotated. Hue, saturation and value
 * change.
 *
 * @param aspect change of the ratio of width to height, by a factor (1 ± aspect) / (1 ± aspect); in [0, 1)
 * @param minScale smallest ratio of the longer side of the image to that of the network, above 0
 * @param maxScale largest ratio, at most 8; above 1, parts are cut off
 * @param flip probability, in [0, 1], that left and right are exchanged; 0 for letters
 * @param rotationDegrees largest rotation to either side, at least 0
 * @param fill value, 0..255, of the background
 * @param hue largest relative change of the hue, in [0, 1]
 * @param saturation largest relative change of the saturation, in [0, 1]
 * @param value largest relative change of the value, in [0, 1]
 * @param detail largest shorter side of a cached image in multiples of that of the network, at least 1
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
    /** Creates the augmentation and checks its ranges. */
    public JitterAugmentation {
        Ranges.belowOne("aspect", aspect);
        Ranges.above(0, "minScale", minScale);
        Ranges.within(minScale, 8, "maxScale", maxScale);
        Ranges.within(0, 1, "flip", flip);
        Ranges.atLeast(0.0, "rotationDegrees", rotationDegrees);
        Ranges.within(0, 255, "fill", fill);
        Ranges.within(0, 1, "hue", hue);
        Ranges.within(0, 1, "saturation", saturation);
        Ranges.within(0, 1, "value", value);
        Ranges.atLeast(1.0, "detail", detail);
    }

    /**
     * {@return an augmentation with aspect 0.3, scale 0.75–1.5, rotation up to 15°, a grey background (128), hue 0.1,
     * saturation 0.7 and value 0.3, which mirrors half of the images and caches them at twice the size}
     */
    public static JitterAugmentation standard() {
        return new JitterAugmentation(0.3, 0.75, 1.5, 0.5, 15, 128, 0.1, 0.7, 0.3, 2);
    }
}
