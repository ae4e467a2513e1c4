package io.github.siamese4j.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether probabilities mean what they say: of the pairs that were given about 0.8, about 80 % should be the same.
 *
 * @param bins pairs by the probability they were given, in bins of equal width; empty ones are left out
 * @param brier mean squared difference of probability and truth (0 or 1); lower is better, 0.25 is what saying 0.5
 *     always gives
 * @param calibrationError expected calibration error: mean over all pairs of the distance of their bin's mean
 *     probability from its share of same pairs
 */
public record Reliability(List<Bin> bins, Estimate brier, double calibrationError) {

    /**
     * Pairs of about one probability.
     *
     * @param pairs how many there are, at least 1
     * @param probability the mean of what they were given
     * @param same the share of them that are the same
     */
    public record Bin(int pairs, double probability, Estimate same) {}

    /** Copies the list. */
    public Reliability {
        bins = List.copyOf(bins);
    }

    /**
     * Compares probabilities with the truth. They should be of pairs that took no part in fitting
     * ({@link CalibrationMethod#crossValidated}).
     *
     * @param probabilities in [0, 1], at least one
     * @param same whether the pair at this place is of the same thing
     * @param bins how many bins, at least 1
     * @return the figures
     */
    public static Reliability of(double[] probabilities, boolean[] same, int bins) {
        if (probabilities.length != same.length || probabilities.length == 0) {
            throw new IllegalArgumentException("probabilities and labels must be of one length, not 0: "
                    + probabilities.length + " and " + same.length);
        }
        if (bins < 1) {
            throw new IllegalArgumentException("bins must be at least 1: " + bins);
        }
        int[] pairs = new int[bins];
        int[] sames = new int[bins];
        double[] sums = new double[bins];
        double[] squares = new double[same.length];
        for (int i = 0; i < same.length; i++) {
            double probability = probabilities[i];
            int bin = bin(probability, bins);
            pairs[bin]++;
            sames[bin] += same[i] ? 1 : 0;
            sums[bin] += probability;
            double error = probability - (same[i] ? 1 : 0);
            squares[i] = error * error;
        }
        List<Bin> filled = new ArrayList<>();
        double distance = 0;
        for (int bin = 0; bin < bins; bin++) {
            if (pairs[bin] > 0) {
                filled.add(new Bin(pairs[bin], sums[bin] / pairs[bin], Estimate.share(sames[bin], pairs[bin])));
                distance += Math.abs(sums[bin] - sames[bin]);
            }
        }
        return new Reliability(filled, Estimate.mean(squares), distance / same.length);
    }

    /** A probability on the edge of two bins belongs to the lower one. */
    private static int bin(double probability, int bins) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability must be in 0..1: " + probability);
        }
        int bin = 0;
        while (bin < bins - 1 && probability > (bin + 1) * (1.0 / bins)) {
            bin++;
        }
        return bin;
    }
}
