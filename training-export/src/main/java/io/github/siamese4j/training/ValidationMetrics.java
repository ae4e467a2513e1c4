package io.github.siamese4j.training;

import java.util.Locale;

/**
 * The figures of a validation on held-out samples, with as many same pairs as different pairs. Threshold, area under
 * the curve and one-shot accuracy are defined as in {@link io.github.siamese4j.evaluation}.
 *
 * @param loss the mean binary cross-entropy of the pairs; for a metric, the mean squared error of the cosines or scores
 * @param accuracy the share of pairs on the right side of score 0.5, or of the threshold for a metric, in [0, 1]
 * @param areaUnderCurve the probability that a same pair scores higher than a different pair, in [0, 1]
 * @param oneShotAccuracy the share of one-shot trials answered correctly, in [0, 1]; a tie is a failure
 * @param threshold the threshold of the equal error rate, halfway between two scores
 * @param scoreSpread the largest minus the smallest score; near 0 if the network has collapsed
 */
public record ValidationMetrics(
        double loss,
        double accuracy,
        double areaUnderCurve,
        double oneShotAccuracy,
        double threshold,
        double scoreSpread) {
    /**
     * {@return the figures as one line of text}
     *
     * @param step the number of completed steps
     * @param best whether these figures are the best so far
     */
    public String line(long step, boolean best) {
        return "step " + step + ": held-out " + line() + (best ? " (best)" : "");
    }

    /** {@return the figures as one line of text, without the step} */
    public String line() {
        return String.format(
                Locale.ROOT,
                "loss %.4f, pairs %.2f %%, AUC %.4f, one-shot %.2f %%",
                loss,
                100 * accuracy,
                areaUnderCurve,
                100 * oneShotAccuracy);
    }

    /**
     * {@return whether these figures are strictly better: by one-shot accuracy, then by area under the curve}
     *
     * @param other the figures to compare with
     */
    public boolean isBetterThan(ValidationMetrics other) {
        int byOneShot = Double.compare(oneShotAccuracy, other.oneShotAccuracy);
        return byOneShot > 0 || (byOneShot == 0 && areaUnderCurve > other.areaUnderCurve);
    }
}
