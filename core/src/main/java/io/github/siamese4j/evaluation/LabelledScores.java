package io.github.siamese4j.evaluation;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import java.util.stream.IntStream;

/** Scores of pairs of which it is known whether they are the same. There is at least one pair of each kind. */
public final class LabelledScores {

    private final double[] scores;
    private final boolean[] same;
    private final int sameCount;

    private LabelledScores(double[] scores, boolean[] same, int sameCount) {
        this.scores = scores;
        this.same = same;
        this.sameCount = sameCount;
    }

    /**
     * Scores with their labels.
     *
     * @param scores finite, of any range; higher = more similar; copied
     * @param same whether the pair at this place is of the same thing; copied
     * @return both together
     * @throws EvaluationException {@code SCORES_INVALID} if a score is NaN or infinite, or all pairs are of one kind
     * @throws IllegalArgumentException if the lengths differ
     */
    public static LabelledScores of(double[] scores, boolean[] same) {
        if (scores.length != same.length) {
            throw new IllegalArgumentException(
                    "scores and labels must be of one length: " + scores.length + " and " + same.length);
        }
        int sameCount = 0;
        for (int i = 0; i < scores.length; i++) {
            if (!Double.isFinite(scores[i])) {
                throw new EvaluationException(
                        ErrorCode.SCORES_INVALID, "score " + i + " is " + scores[i] + "; leave such pairs out");
            }
            sameCount += same[i] ? 1 : 0;
        }
        if (sameCount == 0 || sameCount == scores.length) {
            throw new EvaluationException(
                    ErrorCode.SCORES_INVALID,
                    "pairs of both kinds are needed: " + sameCount + " of the same thing, "
                            + (scores.length - sameCount) + " of different things");
        }
        return new LabelledScores(scores.clone(), same.clone(), sameCount);
    }

    /**
     * How many pairs there are.
     *
     * @return at least 2
     */
    public int size() {
        return scores.length;
    }

    /**
     * How many pairs are of the same thing.
     *
     * @return at least 1
     */
    public int sameCount() {
        return sameCount;
    }

    /**
     * How many pairs are of different things.
     *
     * @return at least 1
     */
    public int differentCount() {
        return scores.length - sameCount;
    }

    /**
     * The score of a pair.
     *
     * @param index in 0..size − 1
     * @return finite
     */
    public double score(int index) {
        return scores[index];
    }

    /**
     * The label of a pair.
     *
     * @param index in 0..size − 1
     * @return whether it is of the same thing
     */
    public boolean isSame(int index) {
        return same[index];
    }

    /**
     * The scores of all pairs of one kind.
     *
     * @param kind true: of the same thing; false: of different things
     * @return in the order of the pairs
     */
    public double[] scores(boolean kind) {
        return IntStream.range(0, scores.length)
                .filter(i -> same[i] == kind)
                .mapToDouble(i -> scores[i])
                .toArray();
    }
}
