package io.github.siamese4j.evaluation;

import java.util.SplittableRandom;

/**
 * Turns a score into the probability that a pair is of the same thing. It never falls as the score rises.
 *
 * <p>The probability holds where the share of same pairs is that of the pairs it was fitted on. If it is another, the odds p / (1 − p) are
 * to be multiplied by the odds of a same pair there, divided by those among the pairs of the fit.
 */
public sealed interface Calibration permits PlattCalibration, IsotonicCalibration {

    /** The ways to fit one. */
    enum Method {
        /** A sigmoid of the score; two numbers, so that few pairs suffice. */
        PLATT,
        /** The best staircase that does not fall, with straight lines between the steps; wants a thousand pairs or more. */
        ISOTONIC;

        /**
         * Fits a calibration.
         *
         * @param scores the scores
         * @return the calibration
         * @throws io.github.siamese4j.EvaluationException {@code SCORES_INVALID} if same pairs do not tend to score higher
         */
        public Calibration fit(LabelledScores scores) {
            return this == PLATT ? PlattCalibration.fit(scores) : IsotonicCalibration.fit(scores);
        }

        /**
         * The probabilities of pairs that took no part in fitting: the pairs are dealt into five parts, and each part is given its
         * probabilities by what was fitted on the other four.
         *
         * @param scores at least five pairs of each kind
         * @param seed of the deal
         * @return in [0, 1], in the order of the pairs
         * @throws io.github.siamese4j.EvaluationException {@code DATA_TOO_SMALL} if there are fewer pairs, {@code SCORES_INVALID} if same
         *     pairs do not tend to score higher
         */
        public double[] crossValidated(LabelledScores scores, long seed) {
            return Folds.probabilities(this, scores, new SplittableRandom(seed));
        }
    }

    /**
     * The probability.
     *
     * @param score a score
     * @return in [0, 1]
     */
    double probability(double score);

    /**
     * The calibration as one line of ASCII, which {@link #parse} reads.
     *
     * @return {@code platt A B}, or {@code isotonic} and {@code SCORE:PROBABILITY} for each corner, separated by spaces
     */
    String text();

    /**
     * Reads what {@link #text()} wrote.
     *
     * @param text the line
     * @return the calibration
     * @throws IllegalArgumentException if it is no such line
     */
    static Calibration parse(String text) {
        String[] words = text.split(" ", -1);
        return switch (words[0]) {
            case "platt" -> PlattCalibration.parse(words);
            case "isotonic" -> IsotonicCalibration.parse(words);
            default ->
                throw new IllegalArgumentException("a calibration begins with platt or isotonic: '" + text + "'");
        };
    }
}
