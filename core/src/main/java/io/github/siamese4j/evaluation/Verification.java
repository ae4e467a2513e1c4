package io.github.siamese4j.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Verification figures: how well scores separate same pairs from different pairs. The intervals of rates at the given
 * threshold are Wilson's. The other intervals come from 1,000 bootstrap samples.
 *
 * @param same the number of same pairs
 * @param different the number of different pairs
 * @param threshold the threshold; pairs that score at least this are accepted
 * @param accuracy the share of pairs on the right side of the threshold
 * @param falseAcceptRate the share of different pairs that are accepted
 * @param trueAcceptRate the share of same pairs that are accepted
 * @param areaUnderCurve the area under the ROC curve: the probability that a same pair scores higher than a different
 *     pair, a tie counting half
 * @param averagePrecision the mean of the precision over all same pairs; depends on the share of same pairs
 * @param equalErrorRate the rate at which false accept rate and false reject rate are equal; the ROC curve is
 *     interpolated linearly between its points
 * @param tarAtFar the true accept rate at false accept rates of 0.1, 0.01, 0.001 and 0.0001, as far as the number of
 *     different pairs supports them
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
     * @param falseAcceptRate the highest allowed false accept rate
     * @param trueAcceptRate the highest true accept rate a threshold reaches within it, without interpolation
     */
    public record TarAtFar(double falseAcceptRate, Estimate trueAcceptRate) {}

    /** Copies the list. */
    public Verification {
        tarAtFar = List.copyOf(tarAtFar);
    }

    /**
     * {@return the figures}
     *
     * @param scores the labelled scores
     * @param threshold the threshold, finite; pairs that score at least this are accepted
     * @param seed the seed of the bootstrap
     */
    public static Verification of(LabelledScores scores, double threshold, long seed) {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("threshold must be finite: " + threshold);
        }
        ScoreCounts counts = ScoreCounts.of(scores);
        List<Double> rates = RATES.stream()
                .filter(rate -> counts.differentTotal >= Threshold.neededPairs(rate))
                .toList();
        List<Estimate> estimates = Bootstrap.estimates(counts, seed, sample -> figures(sample, rates));
        List<TarAtFar> tarAtFar = new ArrayList<>();
        for (int i = 0; i < rates.size(); i++) {
            tarAtFar.add(new TarAtFar(rates.get(i), estimates.get(3 + i)));
        }
        return new Verification(
                counts.sameTotal,
                counts.differentTotal,
                threshold,
                Estimate.share(counts.correct(threshold), counts.total()),
                Estimate.share(counts.falseAccepts(threshold), counts.differentTotal),
                Estimate.share(counts.trueAccepts(threshold), counts.sameTotal),
                estimates.get(0),
                estimates.get(1),
                estimates.get(2),
                tarAtFar);
    }

    private static double[] figures(ScoreCounts sample, List<Double> rates) {
        double[] figures = new double[3 + rates.size()];
        figures[0] = sample.areaUnderCurve();
        figures[1] = sample.averagePrecision();
        figures[2] = sample.equalErrorRate();
        for (int i = 0; i < rates.size(); i++) {
            figures[3 + i] = sample.trueAcceptRate(rates.get(i));
        }
        return figures;
    }
}
