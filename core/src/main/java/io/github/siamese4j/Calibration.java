package io.github.siamese4j;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Converts a score into the probability that a pair shows the same thing. The probability never decreases as the score
 * increases.
 *
 * <p>The probability is valid for the share of same pairs in the data the calibration was fitted on. For another share,
 * multiply the odds p / (1 − p) by the odds of a same pair there, divided by the odds of a same pair in the fitting
 * data.
 *
 * <p>{@link io.github.siamese4j.evaluation.CalibrationMethod} fits calibrations. Implementations are immutable and
 * thread-safe.
 */
public sealed interface Calibration {

    /**
     * {@return the probability, in [0, 1], that a pair with the given score is a same pair}
     *
     * @param score a score
     */
    double probability(double score);

    /**
     * {@return this calibration as one line of ASCII text, which {@link #parse} reads} The text is {@code platt A B},
     * or {@code isotonic} and {@code SCORE:PROBABILITY} for each corner, separated by spaces.
     */
    String text();

    /**
     * {@return the calibration of a text form}
     *
     * @param text a line written by {@link #text()}
     * @throws IllegalArgumentException if the text is not a calibration
     */
    static Calibration parse(String text) {
        List<String> words = List.of(text.split(" ", -1));
        return switch (words.get(0)) {
            case "platt" -> Platt.parse(words);
            case "isotonic" -> Isotonic.parse(words);
            default ->
                throw new IllegalArgumentException("a calibration starts with platt or isotonic: '" + text + "'");
        };
    }

    /**
     * A sigmoid: probability = 1 / (1 + exp(a · score + b)).
     *
     * @param a finite and at most 0, so that the probability never decreases
     * @param b finite
     */
    record Platt(double a, double b) implements Calibration {

        /** Checks the ranges. */
        public Platt {
            if (!(a <= 0) || !Double.isFinite(a) || !Double.isFinite(b)) {
                throw new IllegalArgumentException("a must be finite and at most 0, b finite: " + a + ", " + b);
            }
        }

        @Override
        public double probability(double score) {
            return 1 / (1 + Math.exp(a * score + b));
        }

        @Override
        public String text() {
            return "platt " + a + " " + b;
        }

        private static Platt parse(List<String> words) {
            if (words.size() != 3) {
                throw new IllegalArgumentException("expected platt A B: '" + String.join(" ", words) + "'");
            }
            return new Platt(Double.parseDouble(words.get(1)), Double.parseDouble(words.get(2)));
        }
    }

    /**
     * A non-decreasing piecewise linear function. Outside the first and last corner it is constant.
     *
     * @param corners at least one, by increasing score, with non-decreasing probabilities
     */
    record Isotonic(List<Corner> corners) implements Calibration {

        /**
         * A corner of the function.
         *
         * @param score finite
         * @param probability in [0, 1]
         */
        public record Corner(double score, double probability) {
            /** Checks the ranges. */
            public Corner {
                if (!Double.isFinite(score) || !(probability >= 0 && probability <= 1)) {
                    throw new IllegalArgumentException(
                            "score must be finite, probability in 0..1: " + score + ":" + probability);
                }
            }
        }

        /** Copies the list and checks its order. */
        public Isotonic {
            corners = List.copyOf(corners);
            if (corners.isEmpty()) {
                throw new IllegalArgumentException("corners must not be empty");
            }
            for (int i = 1; i < corners.size(); i++) {
                Corner before = corners.get(i - 1);
                Corner corner = corners.get(i);
                if (!(before.score < corner.score && before.probability <= corner.probability)) {
                    throw new IllegalArgumentException("corners must rise: " + before + ", " + corner);
                }
            }
        }

        @Override
        public double probability(double score) {
            int low = 0;
            int high = corners.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (corners.get(middle).score <= score) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            if (low == 0 || low == corners.size()) {
                return corners.get(low == 0 ? 0 : low - 1).probability;
            }
            Corner left = corners.get(low - 1);
            Corner right = corners.get(low);
            double share = (score - left.score) / (right.score - left.score);
            return Math.min(right.probability, left.probability + share * (right.probability - left.probability));
        }

        @Override
        public String text() {
            return corners.stream()
                    .map(corner -> corner.score + ":" + corner.probability)
                    .collect(Collectors.joining(" ", "isotonic ", ""));
        }

        private static Isotonic parse(List<String> words) {
            List<Corner> corners = new ArrayList<>();
            for (String word : words.subList(1, words.size())) {
                String[] numbers = word.split(":", -1);
                if (numbers.length != 2) {
                    throw new IllegalArgumentException("expected SCORE:PROBABILITY: '" + word + "'");
                }
                corners.add(new Corner(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1])));
            }
            return new Isotonic(corners);
        }
    }
}
