package io.github.siamese4j.training.export;

/**
 * How an 8-bit sample becomes what the network reads: {@code sample · multiplier + offset}, the same for all channels. Part
 * of the exported graph.
 *
 * @param multiplier finite, not zero
 * @param offset finite
 */
public record PixelScaling(float multiplier, float offset) {

    /** Black is 0, white is 1. */
    public static final PixelScaling UNIT = new PixelScaling(1 / 255f, 0);

    /** White paper is 0, a black stroke is 1: for drawings, so that the zero padding of convolutions is paper. */
    public static final PixelScaling INVERTED = new PixelScaling(-1 / 255f, 1);

    /** Checks the values. */
    public PixelScaling {
        if (!Float.isFinite(multiplier) || multiplier == 0) {
            throw new IllegalArgumentException("multiplier must be finite and not zero: " + multiplier);
        }
        if (!Float.isFinite(offset)) {
            throw new IllegalArgumentException("offset must be finite: " + offset);
        }
    }
}
