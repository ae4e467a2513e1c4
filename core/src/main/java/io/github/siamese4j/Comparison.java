package io.github.siamese4j;

import java.util.OptionalDouble;

/**
 * The result of comparing two inputs.
 *
 * @param score the score, in [0, 1]; higher means more similar
 * @param threshold the threshold, in [0, 1]
 * @param probability the probability, in [0, 1], that both inputs show the same thing; valid where same and different
 *     pairs are as frequent as among the pairs of the {@link Calibration}; empty if the comparator has none
 */
public record Comparison(double score, double threshold, OptionalDouble probability) {

    /** Equivalent to {@code Comparison(score, threshold, OptionalDouble.empty())}. */
    public Comparison(double score, double threshold) {
        this(score, threshold, OptionalDouble.empty());
    }

    /** {@return whether {@code score >= threshold}, so that the inputs are called the same} */
    public boolean same() {
        return score >= threshold;
    }
}
