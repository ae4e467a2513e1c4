package io.github.siamese4j.training.internal.export;

/**
 * A network in inference mode: the one that was trained, or its export. Called by one thread, with at most 16 inputs or
 * 256 pairs at once.
 */
public interface InferenceNetwork<S> {

    /**
     * Returns one embedding per input; those of images are flattened in the order channel, row, column. Inputs stay
     * unchanged.
     */
    float[][] embed(S[] inputs);

    /** Returns one score per pair in [0, 1], higher = more similar. */
    float[] score(float[][] left, float[][] right);
}
