package io.github.siamese4j;

/**
 * What comparing two pictures, or two feature vectors, gave.
 *
 * @param score in [0, 1]; higher = more similar
 * @param threshold in [0, 1]; the score from which on two pictures are called the same
 */
public record Comparison(double score, double threshold) {

    /**
     * Whether the pictures show the same thing, as far as the model can tell.
     *
     * @return whether the score reaches the threshold
     */
    public boolean same() {
        return score >= threshold;
    }
}
