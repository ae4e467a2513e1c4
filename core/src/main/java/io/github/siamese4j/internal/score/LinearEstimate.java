package io.github.siamese4j.internal.score;

import java.util.Optional;

/**
 * The plane that follows the head over the pairs of a query, found by a sample of them.
 *
 * @param direction what differences are multiplied with, {@code [K]}
 * @param slope what the product is multiplied with
 * @param intercept what is added to that, for a logit
 */
@SuppressWarnings("ArrayRecordComponent") // goes from the fit into a product; nobody compares or changes it
record LinearEstimate(float[] direction, double slope, double intercept) {

    /** Below this the order of the estimates says too little about the order of the scores. */
    private static final double LEAST_CORRELATION = 0.9;

    /**
     * Fits one.
     *
     * @param hidden of the sample, before the rectifier, {@code [n, H]}
     * @param rows n
     * @return empty if no plane follows the head well
     */
    static Optional<LinearEstimate> fit(LinearHead head, float[] hidden, int rows) {
        float[] shares = new float[head.hidden()];
        for (int i = 0; i < rows * shares.length; i++) {
            shares[i % shares.length] += hidden[i] > 0 ? 1f / rows : 0;
        }
        double[] estimates = new double[rows];
        double[] logits = new double[rows];
        double meanEstimate = 0;
        double meanLogit = 0;
        for (int row = 0; row < rows; row++) {
            estimates[row] = head.estimate(hidden, row, shares);
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
        return Optional.of(new LinearEstimate(head.direction(shares), slope, meanLogit - slope * meanEstimate));
    }

    /** The score of a product with the direction. */
    double score(double product) {
        return 1 / (1 + Math.exp(-(slope * product + intercept)));
    }
}
