package io.github.siamese4j.training.internal.sampling;

import io.github.siamese4j.training.SamplingPolicy;

/**
 * One item of a batch: an image or a table row, turned counter-clockwise by 0..3 quarter turns. Samples of the same
 * class in the batch share a label, a number of at least 0. The seed is that of the random distortion.
 */
public record Sample(int item, int label, int quarterTurns, long seed) {
    /**
     * The rendering of a sample. Samples of equal views are rendered to equal pixels, so that results computed from one
     * are valid for the other. Views recur only if {@link SamplingPolicy#views()} is not 0.
     */
    public record View(int item, int quarterTurns, long seed) {}

    /** Returns the key under which results for the rendered pixels can be cached. */
    public View view() {
        return new View(item, quarterTurns, seed);
    }
}
