package io.github.siamese4j;

import java.util.List;

/**
 * Turns two {@linkplain Embedding embeddings} into a score in [0, 1], higher = more similar. {@link Metric} has the
 * built-in metrics; a model can bring a learned scorer. One of the two replaceable parts of a
 * {@link SiameseComparator}.
 *
 * <p>Scores are symmetric: s(a, b) = s(b, a) to the last bit. The score of a pair does not depend on the other
 * candidates of the call, except for the float32 rounding of batches of different sizes (at most 1e-6).
 *
 * <p>Implementations are thread-safe. {@link #close()} waits for calls in flight and may be called more than once.
 */
public interface PairScorer extends AutoCloseable {

    /**
     * {@return the scores of one embedding against many, in [0, 1], in the order of the candidates} Memory is bounded:
     * candidates are scored in batches.
     *
     * @param query the query
     * @param candidates the candidates, each of the query's dimension; {@link Embeddings} are scored fastest
     * @throws IllegalArgumentException if the dimensions differ
     * @throws InferenceException if the call is refused or does not finish
     */
    double[] scores(Embedding query, List<Embedding> candidates);

    /**
     * {@return the score of a pair, in [0, 1]}
     *
     * @param left an embedding
     * @param right an embedding of the same dimension
     * @throws IllegalArgumentException if the dimensions differ
     * @throws InferenceException if the call is refused or does not finish
     */
    default double score(Embedding left, Embedding right) {
        return scores(left, List.of(right))[0];
    }

    /**
     * Returns the candidates most similar to a query. The reported scores are those of {@link #scores}.
     *
     * <p>This method scores all candidates. An implementation may estimate the scores first and compute only the best
     * ones, which is faster and can miss a candidate whose score is close to that of the last one returned.
     *
     * @param query the query
     * @param candidates the candidates, each of the query's dimension; {@link Embeddings} are ranked fastest
     * @param k the number of candidates to return, at least 1
     * @return the {@code k} best candidates, best first, of equal scores the lower index first; all candidates if there
     *     are fewer
     * @throws IllegalArgumentException if the dimensions differ or {@code k} is less than 1
     * @throws InferenceException if the call is refused or does not finish
     */
    default List<Ranked> rank(Embedding query, List<Embedding> candidates, int k) {
        return Ranked.best(scores(query, candidates), k);
    }

    /** Releases the scorer's resources. */
    @Override
    void close();
}
