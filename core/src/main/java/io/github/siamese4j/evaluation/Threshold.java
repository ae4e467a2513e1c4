package io.github.siamese4j.evaluation;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import java.util.List;

/**
 * A threshold chosen on labelled scores, halfway between two of them. Pairs that score at least the threshold are
 * accepted as same.
 *
 * <p>The intervals show how another sample of pairs could move the threshold. A threshold is chosen on each of 1,000
 * bootstrap samples and applied to all given pairs.
 *
 * @param score the threshold, with the interval of the bootstrap thresholds
 * @param falseAcceptRate the share of different pairs that are accepted, with its interval over the bootstrap
 *     thresholds
 * @param trueAcceptRate the share of same pairs that are accepted, with its interval over the bootstrap thresholds
 * @param accuracy the share of pairs on the right side, with its interval over the bootstrap thresholds
 */
public record Threshold(Estimate score, Estimate falseAcceptRate, Estimate trueAcceptRate, Estimate accuracy) {

    private static final int NOTHING = -1;

    /**
     * Chooses a threshold.
     *
     * @param scores the labelled scores
     * @param criterion the criterion
     * @param seed the seed of the bootstrap
     * @return the threshold with its rates
     * @throws EvaluationException {@code DATA_TOO_SMALL} if there are fewer different pairs than a false accept rate
     *     needs to be measured ({@link #neededPairs}), {@code TARGET_UNREACHABLE} if too many different pairs share the
     *     highest score
     */
    public static Threshold choose(LabelledScores scores, Criterion criterion, long seed) {
        ScoreCounts counts = ScoreCounts.of(scores);
        // Throws if the criterion cannot be met on all pairs, before the bootstrap starts.
        select(counts, criterion);
        List<Estimate> estimates = Bootstrap.estimates(counts, seed, sample -> {
            int group = lastAccepted(sample, criterion);
            double threshold = group == NOTHING ? Math.nextUp(sample.scores[0]) : sample.thresholdBelow(group);
            return new double[] {
                threshold,
                (double) counts.falseAccepts(threshold) / counts.differentTotal,
                (double) counts.trueAccepts(threshold) / counts.sameTotal,
                (double) counts.correct(threshold) / counts.total()
            };
        });
        return new Threshold(estimates.get(0), estimates.get(1), estimates.get(2), estimates.get(3));
    }

    /**
     * {@return the number of different pairs needed to choose or measure a threshold with a false accept rate: 3 /
     * rate, rounded up} At that rate three of them are accepted. If none of n pairs is accepted, the true rate may
     * still be 3 / n (the rule of three).
     *
     * @param falseAcceptRate the false accept rate, in (0, 1)
     */
    public static long neededPairs(double falseAcceptRate) {
        // The nearest double can be slightly above a whole number.
        return (long) Math.ceil(3 / falseAcceptRate * (1 - 1e-12));
    }

    /** Returns the threshold, or throws if the criterion cannot be met or measured. */
    static double select(ScoreCounts counts, Criterion criterion) {
        if (criterion instanceof Criterion.FalseAcceptRate rate) {
            requirePairs(rate.target(), counts.differentTotal);
        }
        int group = lastAccepted(counts, criterion);
        if (group == NOTHING) {
            throw new EvaluationException(
                    ErrorCode.TARGET_UNREACHABLE,
                    "no threshold has a " + criterion + ": " + counts.different[0] + " of " + counts.differentTotal
                            + " different pairs have the highest score, " + counts.scores[0]
                            + "; allow a higher rate or use a better model");
        }
        return counts.thresholdBelow(group);
    }

    private static void requirePairs(double target, int different) {
        long needed = neededPairs(target);
        if (different < needed) {
            throw new EvaluationException(
                    ErrorCode.DATA_TOO_SMALL,
                    "a false accept rate of " + target + " needs at least " + needed
                            + " different pairs, but there are " + different
                            + "; give more pairs or allow a higher rate");
        }
    }

    /** Returns the group of the lowest accepted scores. */
    private static int lastAccepted(ScoreCounts counts, Criterion criterion) {
        int best = NOTHING;
        double bestMerit = Double.NEGATIVE_INFINITY;
        int falseAccepts = 0;
        int trueAccepts = 0;
        for (int i = 0; i < counts.scores.length; i++) {
            if (counts.isEmpty(i)) {
                continue;
            }
            falseAccepts += counts.different[i];
            trueAccepts += counts.same[i];
            double merit = merit(counts, criterion, falseAccepts, trueAccepts);
            if (merit > bestMerit) {
                best = i;
                bestMerit = merit;
            }
        }
        return best;
    }

    /** Returns the merit of a threshold; higher is better. */
    private static double merit(ScoreCounts counts, Criterion criterion, int falseAccepts, int trueAccepts) {
        long falseRejects = (long) counts.sameTotal - trueAccepts;
        if (criterion instanceof Criterion.EqualError) {
            // Compare the rates over their common denominator, because integers do not round.
            return -Math.abs(falseRejects * counts.differentTotal - (long) falseAccepts * counts.sameTotal);
        }
        if (criterion instanceof Criterion.Accuracy) {
            return trueAccepts - falseAccepts;
        }
        if (criterion instanceof Criterion.F1) {
            return 2.0 * trueAccepts / (2.0 * trueAccepts + falseAccepts + falseRejects);
        }
        double rate = (double) falseAccepts / counts.differentTotal;
        boolean allowed = rate <= ((Criterion.FalseAcceptRate) criterion).target();
        return allowed ? falseAccepts + trueAccepts : Double.NEGATIVE_INFINITY;
    }
}
