package io.github.siamese4j.evaluation;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.PairScorer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Scores items, such as images, that are identified by numbers. See {@link LabelledClass} for the meaning of the
 * numbers.
 */
@FunctionalInterface
public interface ItemScorer {

    /**
     * {@return the score of each candidate against one item, in the same order; higher = more similar}
     *
     * @param query the item to compare
     * @param candidates the items to compare it with
     */
    double[] scores(int query, List<Integer> candidates);

    /**
     * {@return a scorer of items with known embeddings; thread-safe if {@code embeddings} is}
     *
     * @param embeddings returns the embedding of an item
     * @param scorer scores two embeddings; remains open
     */
    static ItemScorer of(IntFunction<Embedding> embeddings, PairScorer scorer) {
        return (query, candidates) -> scorer.scores(
                embeddings.apply(query),
                candidates.stream().map(embeddings::apply).toList());
    }

    /**
     * {@return the scores of pairs of items, in the same order}
     *
     * @param pairs the pairs, at least one of each kind
     * @throws io.github.siamese4j.EvaluationException {@code SCORES_INVALID} if a score is NaN or infinite, or all
     *     pairs are of one kind
     */
    default LabelledScores score(List<RandomPairs.Pair> pairs) {
        Integer[] order = new Integer[pairs.size()];
        Arrays.setAll(order, i -> i);
        // Score pairs with the same left item in one call.
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
