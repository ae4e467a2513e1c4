package io.github.siamese4j.evaluation;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import java.util.stream.IntStream;

/**
 * Scores of pairs with known labels, at least one pair of each kind. A <em>same</em> pair shows one thing twice, a
 * <em>different</em> pair shows two things.
 *
 * <p>The figures computed here have no confidence intervals; {@link Verification} and {@link Threshold} add these.
 */
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
     * {@return scores with their labels}
     *
     * @param scores the scores: finite, of any range, higher = more similar; copied
     * @param same whether each pair is a same pair; copied
     * @throws EvaluationException {@code SCORES_INVALID} if a score is NaN or infinite, or all pairs are of one kind
     * @throws IllegalArgumentException if the arrays differ in length
     */
    public static LabelledScores of(double[] scores, boolean[] same) {
        if (scores.length != same.length) {
            throw new IllegalArgumentException(
                    "scores and same must have one length: " + scores.length + " and " + same.length);
        }
        int sameCount = 0;
        for (int i = 0; i < scores.length; i++) {
            if (!Double.isFinite(scores[i])) {
                throw new EvaluationException(
                        ErrorCode.SCORES_INVALID,
                        "score " + i + " is " + scores[i] + "; leave out pairs without a finite score");
            }
            sameCount += same[i] ? 1 : 0;
        }
        if (sameCount == 0 || sameCount == scores.length) {
            throw new EvaluationException(
                    ErrorCode.SCORES_INVALID,
                    "pairs of both kinds are needed, but there are " + sameCount + " same and "
                            + (scores.length - sameCount) + " different pairs");
        }
        return new LabelledScores(scores.clone(), same.clone(), sameCount);
    }

    /** {@return the number of pairs, at least 2} */
    public int size() {
        return scores.length;
    }

    /** {@return the number of same pairs, at least 1} */
    public int sameCount() {
        return sameCount;
    }

    /** {@return the number of different pairs, at least 1} */
    public int differentCount() {
        return scores.length - sameCount;
    }

    /**
     * {@return the score of a pair, which is finite}
     *
     * @param index the index of the pair, in 0..size − 1
     */
    public double score(int index) {
        return scores[index];
    }

    /**
     * {@return whether a pair is a same pair}
     *
     * @param index the index of the pair, in 0..size − 1
     */
    public boolean isSame(int index) {
        return same[index];
    }

    /**
     * {@return the scores of all pairs of one kind, in the order of the pairs}
     *
     * @param kind true for same pairs, false for different pairs
     */
    public double[] scores(boolean kind) {
        return IntStream.range(0, scores.length)
                .filter(i -> same[i] == kind)
                .mapToDouble(i -> scores[i])
                .toArray();
    }

    /**
     * {@return the area under the ROC curve, in [0, 1]: the probability that a same pair scores higher than a different
     * pair} A tie counts half.
     */
    public double areaUnderCurve() {
        return ScoreCounts.of(this).areaUnderCurve();
    }

    /**
     * {@return the equal error rate, in [0, 1], at which false accept rate and false reject rate are equal} The ROC
     * curve is interpolated linearly between its points.
     */
    public double equalErrorRate() {
        return ScoreCounts.of(this).equalErrorRate();
    }

    /**
     * {@return the share of pairs, in [0, 1], on the right side of a threshold} Pairs that score at least the threshold
     * are accepted as same.
     *
     * @param threshold the threshold
     */
    public double accuracy(double threshold) {
        return (double) ScoreCounts.of(this).correct(threshold) / size();
    }

    /**
     * {@return the threshold that {@link Threshold#choose} chooses, without confidence intervals}
     *
     * @param criterion the criterion
     * @throws EvaluationException as {@link Threshold#choose} does
     */
    public double threshold(Criterion criterion) {
        return Threshold.select(ScoreCounts.of(this), criterion);
    }
}
