package io.github.siamese4j.training.internal.export;

/**
 * A network in inference mode: the one that was trained, or its export. Called by one thread, with at most 16 inputs or
 * 256 pairs at once.
 *
 * @param <S> an input, as in {@link NetworkGraph}
 */
public interface InferenceNetwork<S> {

    /**
     * Returns one embedding per input; those of images are flattened in the order channel, row, column.
     *
     * @param inputs must not be changed
     */
    float[][] embed(S[] inputs);

    /**
     * Returns one score per pair in [0, 1], higher = more similar.
     *
     * @param left one embedding per pair
     * @param right one embedding per pair
     */
    float[] score(float[][] left, float[][] right);
}
