package io.github.siamese4j.evaluation;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A threshold that was chosen on labelled scores, halfway between two of them. How far another sample of pairs would
 * have moved it is told by 1,000 bootstrap samples: each chooses a threshold of its own, which is applied to all pairs
 * at hand.
 *
 * @param score pairs that score at least this are called the same; with the interval of the thresholds of the bootstrap
 * @param falseAcceptRate share of different pairs that reach it; with the interval over these thresholds
 * @param trueAcceptRate share of same pairs that reach it; with the interval over these thresholds
 * @param accuracy share of pairs on the right side of it; with the interval over these thresholds
 */
public record Threshold(Estimate score, Estimate falseAcceptRate, Estimate trueAcceptRate, Estimate accuracy) {

    private static final int NOTHING = -1;

    /**
     * Chooses a threshold.
     *
     * @param scores the scores
     * @param criterion what to choose by
     * @param seed of the bootstrap
     * @return the threshold and what it does to the pairs
     * @throws EvaluationException {@code DATA_TOO_SMALL} if there are fewer different pairs than a false accept rate
     *     needs to be measured ({@link #neededPairs}), {@code TARGET_UNREACHABLE} if too many different pairs share the
     *     highest score
     */
    public static Threshold choose(LabelledScores scores, Criterion criterion, long seed) {
        Counts counts = Counts.of(scores);
        if (criterion instanceof Criterion.FalseAcceptRate rate) {
            requirePairs(rate.target(), counts.differentTotal);
        }
        int group = select(counts, criterion);
        if (group == NOTHING) {
            throw new EvaluationException(
                    ErrorCode.TARGET_UNREACHABLE,
                    "no threshold has a " + criterion + ": " + counts.different[0] + " of " + counts.differentTotal
                            + " different pairs have the highest score, " + counts.scores[0]
                            + "; allow a higher rate or use a better model");
        }
        List<ToDoubleFunction<Double>> figures = List.of(
                threshold -> threshold,
                threshold -> (double) counts.differentFrom(threshold) / counts.differentTotal,
                threshold -> (double) counts.sameFrom(threshold) / counts.sameTotal,
                threshold ->
                        (double) (counts.sameFrom(threshold) + counts.differentTotal - counts.differentFrom(threshold))
                                / scores.size());
        List<double[]> intervals = Bootstrap.intervals(
                counts,
                seed,
                figures.stream()
                        .<ToDoubleFunction<Counts>>map(
                                figure -> resample -> figure.applyAsDouble(threshold(resample, criterion)))
                        .toList());
        double threshold = counts.thresholdBelow(group);
        List<Estimate> estimates = new ArrayList<>();
        for (int i = 0; i < figures.size(); i++) {
            double[] interval = intervals.get(i);
            estimates.add(new Estimate(figures.get(i).applyAsDouble(threshold), interval[0], interval[1]));
        }
        return new Threshold(estimates.get(0), estimates.get(1), estimates.get(2), estimates.get(3));
    }

    /**
     * How many different pairs it takes to choose or measure a threshold of a false accept rate: so many that three of
     * them are accepted at that rate. With none accepted of n the true rate may still be 3 / n (the rule of three).
     *
     * @param falseAcceptRate more than 0 and less than 1
     * @return 3 / rate, rounded up
     */
    public static long neededPairs(double falseAcceptRate) {
        // The nearest double may lie a little above a whole number.
        return (long) Math.ceil(3 / falseAcceptRate * (1 - 1e-12));
    }

    private static void requirePairs(double target, int different) {
        long needed = neededPairs(target);
        if (different < needed) {
            throw new EvaluationException(
                    ErrorCode.DATA_TOO_SMALL,
                    "a false accept rate of " + target + " takes at least " + needed + " different pairs, there are "
                            + different + "; give more pairs or allow a higher rate");
        }
    }

    private static double threshold(Counts counts, Criterion criterion) {
        int group = select(counts, criterion);
        return group == NOTHING ? Math.nextUp(counts.scores[0]) : counts.thresholdBelow(group);
    }

    /** The last group to accept. */
    private static int select(Counts counts, Criterion criterion) {
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

    /** Higher is better. */
    private static double merit(Counts counts, Criterion criterion, int falseAccepts, int trueAccepts) {
        long falseRejects = (long) counts.sameTotal - trueAccepts;
        if (criterion instanceof Criterion.EqualError) {
            // Both rates over one denominator: whole numbers do not round.
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
