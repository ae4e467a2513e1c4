package io.github.siamese4j.training.internal.export;

/**
 * The network an export is checked against: the engine that trained it, in inference mode. Called by one thread, with
 * at most 16 samples or 256 pairs at once.
 *
 * @param <S> a sample: {@code byte[]} is a picture of {@code height × width × 3} RGB samples in the order row, column,
 *     channel, unscaled; {@code float[]} is a vector of features, not standardized
 */
public interface TrainedNetwork<S> {

    /**
     * Encodes samples.
     *
     * @param samples not to be changed
     * @return one embedding per sample; those of pictures flattened in the order channel, row, column
     */
    float[][] embed(S[] samples);

    /**
     * Scores pairs of embeddings.
     *
     * @param left one embedding per pair
     * @param right one embedding per pair
     * @return one score per pair in [0, 1], higher = more similar
     */
    float[] score(float[][] left, float[][] right);
}
