package io.github.siamese4j.training;

import io.github.siamese4j.training.internal.config.Ranges;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The distortion of images in training, by one of three families or none. As JSON, it is an object with the name of the
 * family as its only member.
 *
 * @param affine for drawings: rotation, scale, shear, shift and width of strokes; null for another family
 * @param crop for photographs: a random crop and a random policy for colours; null for another family
 * @param jitter for photographs: a random aspect, scale, place and colour; null for another family
 */
public record Augmentation(
        @Nullable AffineAugmentation affine,
        @Nullable CropAugmentation crop,
        @Nullable JitterAugmentation jitter) {
    /** Creates the augmentation and checks that there is at most one family. */
    public Augmentation {
        Ranges.require(
                Stream.of(affine, crop, jitter).filter(Objects::nonNull).count() <= 1,
                "give one of the augmentations affine, crop and jitter, not several");
    }

    /** {@return an augmentation that does not change images} */
    public static Augmentation none() {
        return new Augmentation(null, null, null);
    }

    /**
     * {@return an augmentation of the affine family}
     *
     * @param affine its ranges
     */
    public static Augmentation of(AffineAugmentation affine) {
        return new Augmentation(affine, null, null);
    }

    /**
     * {@return an augmentation of the crop family}
     *
     * @param crop its ranges
     */
    public static Augmentation of(CropAugmentation crop) {
        return new Augmentation(null, crop, null);
    }

    /**
     * {@return an augmentation of the jitter family}
     *
     * @param jitter its ranges
     */
    public static Augmentation of(JitterAugmentation jitter) {
        return new Augmentation(null, null, jitter);
    }

    /** {@return whether no distortion is drawn, so that images stay as they are} */
    public boolean isNone() {
        return crop == null && jitter == null && (affine == null || affine.isNone());
    }

    /**
     * {@return the largest shorter side of a cached image in multiples of the network's shorter side; 0 if images are
     * cached at the size of the network}
     */
    public double detail() {
        return crop != null ? crop.detail() : jitter != null ? jitter.detail() : 0;
    }
}
