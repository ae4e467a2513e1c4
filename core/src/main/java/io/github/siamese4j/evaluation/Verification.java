package io.github.siamese4j.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How well scores tell pairs of the same thing from pairs of different things. Intervals of rates at the given
 * threshold are Wilson's; the others come from 1,000 bootstrap samples.
 *
 * @param same number of pairs of the same thing
 * @param different number of pairs of different things
 * @param threshold from which score on pairs were called the same
 * @param accuracy share of pairs on the right side of the threshold
 * @param falseAcceptRate share of different pairs that reach the threshold
 * @param trueAcceptRate share of same pairs that reach the threshold
 * @param areaUnderCurve area under the ROC curve: how often a same pair outscores a different one, a tie counting half
 * @param averagePrecision mean of the precision over all same pairs; depends on the share of same pairs
 * @param equalErrorRate where false accept rate and false reject rate are equal, on straight lines between the points
 *     of the ROC curve
 * @param tarAtFar the true accept rate at false accept rates of 0.1, 0.01 and so on, as far as the number of different
 *     pairs supports it
 */
public record Verification(
        int same,
        int different,
        double threshold,
        Estimate accuracy,
        Estimate falseAcceptRate,
        Estimate trueAcceptRate,
        Estimate areaUnderCurve,
        Estimate averagePrecision,
        Estimate equalErrorRate,
        List<TarAtFar> tarAtFar) {

    private static final List<Double> RATES = List.of(0.1, 0.01, 0.001, 0.0001);

    /**
     * A point of the ROC curve.
     *
     * @param falseAcceptRate the highest false accept rate that was allowed
     * @param trueAcceptRate the highest true accept rate a threshold reaches with it; there is no interpolation
     */
    public record TarAtFar(double falseAcceptRate, Estimate trueAcceptRate) {}

    /** Copies the list. */
    public Verification {
        tarAtFar = List.copyOf(tarAtFar);
    }

    /**
     * Measures scores.
     *
     * @param scores the scores
     * @param threshold pairs that score at least this are called the same; finite
     * @param seed of the bootstrap
     * @return the figures
     */
    public static Verification of(LabelledScores scores, double threshold, long seed) {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("threshold must be finite: " + threshold);
        }
        Counts counts = Counts.of(scores);
        List<ToDoubleFunction<Counts>> figures =
                new ArrayList<>(List.of(Counts::areaUnderCurve, Counts::averagePrecision, Counts::equalErrorRate));
        List<Double> rates = RATES.stream()
                .filter(rate -> counts.differentTotal >= Threshold.neededPairs(rate))
                .toList();
        rates.forEach(rate -> figures.add(each -> each.trueAcceptRate(rate)));
        List<double[]> intervals = Bootstrap.intervals(counts, seed, figures);
        List<Estimate> estimates = new ArrayList<>();
        for (int i = 0; i < figures.size(); i++) {
            double[] interval = intervals.get(i);
            estimates.add(new Estimate(figures.get(i).applyAsDouble(counts), interval[0], interval[1]));
        }
        List<TarAtFar> tarAtFar = new ArrayList<>();
        for (int i = 0; i < rates.size(); i++) {
            tarAtFar.add(new TarAtFar(rates.get(i), estimates.get(3 + i)));
        }
        int trueAccepts = counts.sameFrom(threshold);
        int falseAccepts = counts.differentFrom(threshold);
        return new Verification(
                counts.sameTotal,
                counts.differentTotal,
                threshold,
                Estimate.share(trueAccepts + counts.differentTotal - falseAccepts, scores.size()),
                Estimate.share(falseAccepts, counts.differentTotal),
                Estimate.share(trueAccepts, counts.sameTotal),
                estimates.get(0),
                estimates.get(1),
                estimates.get(2),
                tarAtFar);
    }
}
