package io.github.siamese4j;

import java.util.List;

/**
 * Turns two {@linkplain Embedding embeddings} into a score in [0, 1], higher = more similar. The other replaceable part
 * of a {@link SiameseComparator}. Scores are symmetric: s(a, b) = s(b, a) to the last bit.
 *
 * <p>Implementations are thread-safe. {@link #close()} waits for calls in flight and may be called more than once.
 */
public interface PairScorer extends AutoCloseable {

    /**
     * Scores one embedding against many, in batches of bounded memory.
     *
     * @param query the one
     * @param candidates the many, each as long as the query; fastest if they come from one call of an {@link Encoder}
     *     or from {@link Embeddings#of}
     * @return one score in [0, 1] for each candidate, in the same order
     * @throws IllegalArgumentException if the lengths differ
     * @throws InferenceException if the call is refused or does not finish
     */
    double[] scores(Embedding query, List<Embedding> candidates);

    /**
     * Scores a pair.
     *
     * @param left one embedding
     * @param right another of the same length
     * @return in [0, 1]
     * @throws IllegalArgumentException if the lengths differ
     * @throws InferenceException if the call is refused or does not finish
     */
    default double score(Embedding left, Embedding right) {
        return scores(left, List.of(right))[0];
    }

    @Override
    void close();
}
