package io.github.siamese4j.gallery;

/** The storage format of embeddings in a gallery. */
public enum Storage {
    /** Four bytes a value, without loss. */
    FLOAT32,
    /**
     * One byte a value: 255 levels between minus and plus the largest absolute value of the embedding. A value changes
     * by at most 1/254 of the largest.
     */
    INT8
}
