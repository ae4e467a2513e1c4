package io.github.siamese4j.training.export;

/**
 * The network an export is checked against: the engine that trained it, in inference mode. Called by one thread, with at
 * most 16 pictures or 256 pairs at once.
 */
public interface ReferenceNetwork {

    /**
     * Encodes pictures.
     *
     * @param pictures each {@code height × width × 3} bytes of RGB samples in the order row, column, channel, unscaled; not to
     *     be changed
     * @return one embedding per picture, flattened in the order channel, row, column
     */
    float[][] embed(byte[][] pictures);

    /**
     * Scores pairs of embeddings.
     *
     * @param left one embedding per pair
     * @param right one embedding per pair
     * @return one score per pair in [0, 1], higher = more similar
     */
    float[] score(float[][] left, float[][] right);
}
