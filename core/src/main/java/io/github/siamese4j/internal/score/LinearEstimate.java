package io.github.siamese4j.internal.score;

import java.util.Optional;

/**
 * A linear estimate of a head over the pairs of one query, fitted to a sample of them. Each ReLU is replaced by the
 * share of sampled pairs that pass it, which leaves one dot product with {@code direction}, {@code [K]}, instead of H.
 * Slope and intercept turn the product into the logit.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or changed
record LinearEstimate(float[] direction, double slope, double intercept) {

    /** With a lower correlation, the order of the estimates differs too much from that of the scores. */
    private static final double LEAST_CORRELATION = 0.9;

    /**
     * Fits an estimate to {@code rows} rows of hidden values before the ReLU, {@code [rows, H]}. Returns empty if no
     * linear function follows the head well.
     */
    static Optional<LinearEstimate> fit(HeadWeights head, float[] hidden, int rows) {
        float[] shares = new float[head.outputs()];
        for (int i = 0; i < rows * shares.length; i++) {
            shares[i % shares.length] += hidden[i] > 0 ? 1f / rows : 0;
        }
        double[] estimates = new double[rows];
        double[] logits = new double[rows];
        double meanEstimate = 0;
        double meanLogit = 0;
        for (int row = 0; row < rows; row++) {
            estimates[row] = head.linearizedProduct(hidden, row, shares);
            logits[row] = head.logit(hidden, row);
            meanEstimate += estimates[row] / rows;
            meanLogit += logits[row] / rows;
        }
        double both = 0;
        double squareEstimate = 0;
        double squareLogit = 0;
        for (int row = 0; row < rows; row++) {
            double x = estimates[row] - meanEstimate;
            double y = logits[row] - meanLogit;
            both += x * y;
            squareEstimate += x * x;
            squareLogit += y * y;
        }
        if (!(both >= LEAST_CORRELATION * Math.sqrt(squareEstimate) * Math.sqrt(squareLogit)) || both == 0) {
            return Optional.empty();
        }
        double slope = both / squareEstimate;
        return Optional.of(new LinearEstimate(head.linearized(shares), slope, meanLogit - slope * meanEstimate));
    }

    /** Returns the score, given the dot product of a difference and the direction. */
    double score(double product) {
        return 1 / (1 + Math.exp(-(slope * product + intercept)));
    }
}
