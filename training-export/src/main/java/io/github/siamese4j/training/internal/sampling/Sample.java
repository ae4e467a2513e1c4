package io.github.siamese4j.training.internal.sampling;

import io.github.siamese4j.training.SamplingPolicy;

/**
 * One picture of a batch.
 *
 * @param picture its number in the picture store
 * @param label a number, at least 0, that pictures of the same class in the batch share
 * @param quarterTurns by how many quarter turns, 0..3, it is turned counter-clockwise
 * @param seed what its random distortion is drawn from
 */
public record Sample(int picture, int label, int quarterTurns, long seed) {
    /**
     * What the pixels depend on. Samples of equal views are rendered to equal pixels, so what is computed of one holds
     * for the other; views come back only where {@link SamplingPolicy#views()} is not 0.
     *
     * @param picture its number in the picture store
     * @param quarterTurns by how many quarter turns it is turned counter-clockwise
     * @param seed what its random distortion is drawn from
     */
    public record View(int picture, int quarterTurns, long seed) {}

    /**
     * The key under which results for these pixels can be kept.
     *
     * @return picture, turn and distortion
     */
    public View view() {
        return new View(picture, quarterTurns, seed);
    }
}
