package io.github.siamese4j.evaluation;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.PairScorer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Scores of pictures that stand for themselves as numbers. */
@FunctionalInterface
public interface Similarities {

    /**
     * Scores one picture against many.
     *
     * @param query the one
     * @param candidates the many
     * @return a score for each candidate, in the same order; higher = more similar
     */
    double[] scores(int query, List<Integer> candidates);

    /**
     * Scores of embeddings that were made before.
     *
     * @param embeddings the embedding of a picture
     * @param scorer what scores them; stays the caller's to close
     * @return the scores; thread-safe if the embeddings are
     */
    static Similarities of(IntFunction<Embedding> embeddings, PairScorer scorer) {
        return (query, candidates) -> scorer.scores(
                embeddings.apply(query),
                candidates.stream().map(embeddings::apply).toList());
    }

    /**
     * Scores pairs.
     *
     * @param pairs pairs of both kinds
     * @return their scores, in the same order
     * @throws io.github.siamese4j.EvaluationException {@code SCORES_INVALID} if a score is NaN or infinite, or all
     *     pairs are of one kind
     */
    default LabelledScores score(List<RandomPairs.Pair> pairs) {
        Integer[] order = new Integer[pairs.size()];
        Arrays.setAll(order, i -> i);
        // Pairs that share their left picture are scored in one run.
        Arrays.sort(
                order,
                (i, j) -> Integer.compare(pairs.get(i).left(), pairs.get(j).left()));
        double[] scores = new double[order.length];
        for (int from = 0; from < order.length; ) {
            int left = pairs.get(order[from]).left();
            int to = from;
            while (to < order.length && pairs.get(order[to]).left() == left) {
                to++;
            }
            List<Integer> run = Arrays.asList(order).subList(from, to);
            double[] found =
                    scores(left, run.stream().map(i -> pairs.get(i).right()).toList());
            for (int i = 0; i < found.length; i++) {
                scores[run.get(i)] = found[i];
            }
            from = to;
        }
        boolean[] same = new boolean[order.length];
        for (int i = 0; i < same.length; i++) {
            same[i] = pairs.get(i).same();
        }
        return LabelledScores.of(scores, same);
    }
}
