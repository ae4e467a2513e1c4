package io.github.siamese4j.gallery;

/** How embeddings are kept. */
public enum Storage {
    /** As they are. */
    FLOAT32,
    /**
     * Rounded to 255 levels between minus and plus the largest value of each embedding: four times smaller. A value
     * moves by at most 1/254 of the largest.
     */
    INT8
}
