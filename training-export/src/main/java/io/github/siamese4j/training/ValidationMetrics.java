package io.github.siamese4j.training;

import java.util.Locale;

/**
 * How well the network does on held-out pictures.
 *
 * @param loss balanced binary cross-entropy of the pairs; of a metric, mean squared error of the cosines or scores
 * @param accuracy share of balanced pairs on the right side of score 0.5, of a metric on the right side of the
 *     threshold, in 0..1
 * @param areaUnderCurve probability that a positive pair scores higher than a negative one, in 0..1
 * @param oneShotAccuracy share of one-shot trials answered right, in 0..1
 * @param threshold the score at which as many positive pairs fall below as negative pairs reach it (equal error rate)
 * @param scoreSpread largest minus smallest score; near 0 when the network has collapsed
 */
public record ValidationMetrics(
        double loss,
        double accuracy,
        double areaUnderCurve,
        double oneShotAccuracy,
        double threshold,
        double scoreSpread) {
    /**
     * The figures for people.
     *
     * @param step steps done
     * @param best whether they are the best so far
     * @return one line
     */
    public String line(long step, boolean best) {
        return "step " + step + ": held-out " + line() + (best ? " (best)" : "");
    }

    /** The figures alone. */
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
     * Whether these are to be preferred: by one-shot accuracy, then by area under the curve.
     *
     * @param other what to compare with
     * @return true when strictly better
     */
    public boolean isBetterThan(ValidationMetrics other) {
        int byOneShot = Double.compare(oneShotAccuracy, other.oneShotAccuracy);
        return byOneShot > 0 || (byOneShot == 0 && areaUnderCurve > other.areaUnderCurve);
    }
}
