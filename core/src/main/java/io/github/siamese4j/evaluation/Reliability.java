package io.github.siamese4j.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * The reliability of probabilities: of the pairs with a probability of about 0.8, about 80 % should be same pairs.
 *
 * @param bins the pairs by their probability, in bins of equal width, without empty bins
 * @param brier the Brier score: the mean squared difference of probability and truth (0 or 1). Lower is better; a
 *     constant 0.5 gives 0.25
 * @param calibrationError the expected calibration error: the mean over all pairs of the difference between their bin's
 *     mean probability and its share of same pairs
 */
public record Reliability(List<Bin> bins, Estimate brier, double calibrationError) {

    /**
     * The pairs within one range of probabilities.
     *
     * @param pairs the number of pairs, at least 1
     * @param probability the mean probability of the pairs
     * @param same the share of same pairs
     */
    public record Bin(int pairs, double probability, Estimate same) {}

    /** Copies the list. */
    public Reliability {
        bins = List.copyOf(bins);
    }

    /**
     * Compares probabilities with the truth. Use probabilities of pairs that took no part in fitting
     * ({@link CalibrationMethod#crossValidated}).
     *
     * @param probabilities the probability of each pair, in [0, 1], at least one
     * @param same whether each pair is a same pair
     * @param bins the number of bins, at least 1
     * @return the reliability
     */
    public static Reliability of(double[] probabilities, boolean[] same, int bins) {
        if (probabilities.length != same.length || probabilities.length == 0) {
            throw new IllegalArgumentException("probabilities and same must have one length, above 0: "
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

    /** Returns the bin of a probability. A probability on the edge of two bins belongs to the lower one. */
    private static int bin(double probability, int bins) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probabilities must be in [0, 1]: " + probability);
        }
        int bin = 0;
        while (bin < bins - 1 && probability > (bin + 1) * (1.0 / bins)) {
            bin++;
        }
        return bin;
    }
}
