package io.github.siamese4j;

import java.util.OptionalDouble;

/**
 * What comparing two pictures, or two feature vectors, gave.
 *
 * @param score in [0, 1]; higher = more similar
 * @param threshold in [0, 1]; the score from which on two pictures are called the same
 * @param probability in [0, 1]; that both show the same thing, where same and different pairs are as frequent as among
 *     the pairs the model was calibrated on; empty if it was not
 */
public record Comparison(double score, double threshold, OptionalDouble probability) {

    /**
     * A comparison by a model without calibration.
     *
     * @param score in [0, 1]; higher = more similar
     * @param threshold in [0, 1]; the score from which on two pictures are called the same
     */
    public Comparison(double score, double threshold) {
        this(score, threshold, OptionalDouble.empty());
    }

    /**
     * Whether the pictures show the same thing, as far as the model can tell.
     *
     * @return whether the score reaches the threshold
     */
    public boolean same() {
        return score >= threshold;
    }
}
