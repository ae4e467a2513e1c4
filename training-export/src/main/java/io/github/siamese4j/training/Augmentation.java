package io.github.siamese4j.training;

import io.github.siamese4j.training.TrainingException.Code;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How pictures are distorted for training: by one of three families, or not at all. As JSON, it is an object with the
 * family's name as its only member.
 *
 * @param affine for drawings: turned, scaled, sheared, shifted, with strokes made thicker or thinner
 * @param crop for photographs: a random part of the picture, and a random policy for its colours
 * @param jitter for photographs: squeezed, scaled and pasted on grey, its colours moved
 */
public record Augmentation(
        @Nullable AffineAugmentation affine,
        @Nullable CropAugmentation crop,
        @Nullable JitterAugmentation jitter) {
    /**
     * Checks that there is at most one.
     *
     * @param affine the affine family, or null
     * @param crop the crops, or null
     * @param jitter the jitter, or null
     */
    public Augmentation {
        if (Stream.of(affine, crop, jitter).filter(Objects::nonNull).count() > 1) {
            throw new TrainingException(
                    Code.CONFIG_INVALID, "give one of the augmentations affine, crop and jitter, not several");
        }
    }

    /**
     * Leaves pictures as they are.
     *
     * @return the augmentation
     */
    public static Augmentation none() {
        return new Augmentation(null, null, null);
    }

    /**
     * The family for drawings.
     *
     * @param affine its ranges
     * @return the augmentation
     */
    public static Augmentation of(AffineAugmentation affine) {
        return new Augmentation(affine, null, null);
    }

    /**
     * Random crops.
     *
     * @param crop their ranges
     * @return the augmentation
     */
    public static Augmentation of(CropAugmentation crop) {
        return new Augmentation(null, crop, null);
    }

    /**
     * Jitter.
     *
     * @param jitter its ranges
     * @return the augmentation
     */
    public static Augmentation of(JitterAugmentation jitter) {
        return new Augmentation(null, null, jitter);
    }

    /**
     * Whether pictures stay as they are.
     *
     * @return true when no distortion is drawn
     */
    public boolean isNone() {
        return crop == null && jitter == null && (affine == null || affine.isNone());
    }

    /**
     * Returns the size at which images are kept for the distortion.
     *
     * @return the largest shorter side of an image in multiples of the network's shorter side; 0 for images at the size
     *     of the network
     */
    public double detail() {
        return crop != null ? crop.detail() : jitter != null ? jitter.detail() : 0;
    }
}
