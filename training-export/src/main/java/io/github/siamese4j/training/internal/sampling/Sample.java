package io.github.siamese4j.training.internal.sampling;

import io.github.siamese4j.training.SamplingPolicy;

/**
 * One item of a batch: an image or a table row.
 *
 * @param item the index of the image or row
 * @param label a number, at least 0, that samples of the same class in the batch share
 * @param quarterTurns the number of quarter turns counter-clockwise, 0..3
 * @param seed the seed of the random distortion
 */
public record Sample(int item, int label, int quarterTurns, long seed) {
    /**
     * The rendering of a sample. Samples of equal views are rendered to equal pixels, so that results computed from one
     * are valid for the other. Views recur only if {@link SamplingPolicy#views()} is not 0.
     *
     * @param item the index of the image or row
     * @param quarterTurns the number of quarter turns counter-clockwise
     * @param seed the seed of the random distortion
     */
    public record View(int item, int quarterTurns, long seed) {}

    /** Returns the key under which results for the rendered pixels can be cached. */
    public View view() {
        return new View(item, quarterTurns, seed);
    }
}
