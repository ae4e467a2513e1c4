package io.github.siamese4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A float32 vector that an {@link Encoder} computes from an image or a feature vector. The {@link PairScorer} of the
 * same model measures how similar two embeddings are. Immutable; values are copied in and out.
 */
public final class Embedding {

    private final float[] rows;
    private final int offset;
    private final int dimension;

    private Embedding(float[] rows, int offset, int dimension) {
        this.rows = rows;
        this.offset = offset;
        this.dimension = dimension;
    }

    /**
     * {@return an embedding}
     *
     * @param values the values, at least one; copied
     */
    public static Embedding of(float... values) {
        Embeddings.requirePositive(values.length);
        return new Embedding(values.clone(), 0, values.length);
    }

    /** Returns an embedding over a part of an array that never changes. */
    static Embedding view(float[] rows, int offset, int dimension) {
        return new Embedding(rows, offset, dimension);
    }

    /** {@return the number of values, at least 1} */
    public int dimension() {
        return dimension;
    }

    /**
     * {@return the value at an index}
     *
     * @param index the index, in 0..dimension − 1
     */
    public float get(int index) {
        return rows[offset + Objects.checkIndex(index, dimension)];
    }

    /** {@return a copy of all values} */
    public float[] toArray() {
        return Arrays.copyOfRange(rows, offset, offset + dimension);
    }

    /**
     * Copies all values into a buffer and advances its position.
     *
     * @param target a buffer with room for {@code dimension()} values
     */
    public void copyTo(FloatBuffer target) {
        target.put(rows, offset, dimension);
    }

    /** Returns the shared array that holds the values from {@link #offset} on. Never change it. */
    float[] array() {
        return rows;
    }

    /** Returns the index of the first value in {@link #array}. */
    int offset() {
        return offset;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding that
                && Arrays.equals(
                        rows, offset, offset + dimension, that.rows, that.offset, that.offset + that.dimension);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + dimension; i++) {
            hash = 31 * hash + Float.floatToIntBits(rows[i]);
        }
        return hash;
    }

    /** Returns the dimension and the first four values. */
    @Override
    public String toString() {
        int shown = Math.min(4, dimension);
        return "Embedding[" + dimension + "] " + Arrays.toString(Arrays.copyOfRange(rows, offset, offset + shown));
    }

    void requireDimension(int wanted) {
        if (dimension != wanted) {
            throw new IllegalArgumentException(
                    "embeddings must have the same dimension: " + wanted + " and " + dimension);
        }
    }
}
