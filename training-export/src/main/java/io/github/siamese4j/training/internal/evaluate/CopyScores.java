package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.evaluation.Estimate;
import io.github.siamese4j.evaluation.Threshold;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * The scores of copies against all originals: each copy has one original, and all others are impostors. Of the
 * impostors' scores, only those are kept that a threshold needs. Thread-safe.
 */
final class CopyScores {

    private final OptionalDouble threshold;
    private final double[] own;
    private final HighestScores highest;
    private final long impostors;
    private long found;
    private long falseAccepts;

    /**
     * Creates scores of copies, each to be added once.
     *
     * @param rate the largest share of impostors to accept
     * @param threshold a threshold whose accepted impostors are counted
     * @param pooled the number of instances whose impostors are pooled later
     */
    CopyScores(int copies, int originals, double rate, OptionalDouble threshold, int pooled) {
        this.threshold = threshold;
        own = new double[copies];
        impostors = (long) copies * (originals - 1);
        highest = new HighestScores((int) Math.min(impostors, allowed(rate, pooled * impostors) + 1));
    }

    /** Returns how many impostors may be accepted. */
    private static long allowed(double rate, long impostors) {
        // The product of a rate such as 1e-4 and a whole number can be slightly below a whole number.
        return (long) Math.floor(rate * impostors * (1 + 1e-12));
    }

    /** Adds the scores of a copy against all originals. A tie with its own original counts as not found. */
    synchronized void add(int copy, int original, double[] scores) {
        boolean first = true;
        for (int i = 0; i < scores.length; i++) {
            if (i != original) {
                highest.add(scores[i]);
                first &= scores[i] < scores[original];
                falseAccepts += scores[i] >= threshold.orElse(Double.POSITIVE_INFINITY) ? 1 : 0;
            }
        }
        own[copy] = scores[original];
        found += first ? 1 : 0;
    }

    /** Returns the share of copies whose original scores higher than all other originals. */
    Estimate recall() {
        return Estimate.share(found, own.length);
    }

    /**
     * Returns the lowest threshold that accepts at most the allowed share of all given impostors, or empty if there are
     * too few impostors to measure that share.
     */
    static OptionalDouble threshold(List<CopyScores> all, double rate) {
        long impostors = all.stream().mapToLong(each -> each.impostors).sum();
        if (impostors < Threshold.neededPairs(rate)) {
            return OptionalDouble.empty();
        }
        int allowed = (int) allowed(rate, impostors);
        HighestScores pooled = new HighestScores(allowed + 1);
        all.forEach(each -> pooled.addAll(each.highest));
        return OptionalDouble.of(Math.nextUp(pooled.atRank(allowed)));
    }

    /** Returns the share of copies that score at least a threshold against their originals. */
    Estimate trueAccepts(double threshold) {
        return Estimate.share(
                DoubleStream.of(own).filter(score -> score >= threshold).count(), own.length);
    }

    long impostors() {
        return impostors;
    }

    /** Returns the number of impostors that score at least the threshold given at first. */
    long falseAccepts() {
        return falseAccepts;
    }
}
