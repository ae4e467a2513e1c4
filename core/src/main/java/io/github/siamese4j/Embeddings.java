package io.github.siamese4j;

import java.nio.FloatBuffer;
import java.util.AbstractList;
import java.util.Collection;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * An immutable list of {@linkplain Embedding embeddings} of one dimension, stored contiguously in one array. This is
 * what an {@link Encoder} returns and what a {@link PairScorer} and a gallery read fastest.
 *
 * <p>{@link #get} and {@link #subList} return views and copy nothing. Instances are thread-safe.
 */
public final class Embeddings extends AbstractList<Embedding> implements RandomAccess {

    private static final int MAX_VALUES = Integer.MAX_VALUE - 8;

    private final float[] values;
    private final int first;
    private final int size;
    private final int dimension;

    private Embeddings(float[] values, int first, int size, int dimension) {
        this.values = values;
        this.first = first;
        this.size = size;
        this.dimension = dimension;
    }

    /**
     * {@return the given embeddings in contiguous storage, in the same order} Returns the argument itself if it is an
     * {@code Embeddings} already.
     *
     * @param embeddings at least one, all of the same dimension; copied
     * @throws IllegalArgumentException if the collection is empty, the dimensions differ, or there are more than 2³¹ −
     *     9 values
     */
    public static Embeddings of(Collection<Embedding> embeddings) {
        if (embeddings instanceof Embeddings contiguous) {
            return contiguous;
        }
        if (embeddings.isEmpty()) {
            throw new IllegalArgumentException("embeddings must not be empty");
        }
        Builder builder = builder(embeddings.iterator().next().dimension(), embeddings.size());
        embeddings.forEach(builder::add);
        return builder.build();
    }

    /**
     * {@return the embeddings stored in a buffer}
     *
     * @param values {@code [n, dimension]}, row by row, from the buffer's position to its limit; copied, the position
     *     does not change
     * @param dimension the dimension of each embedding, at least 1
     * @throws IllegalArgumentException if the number of values is not a multiple of the dimension
     */
    public static Embeddings of(FloatBuffer values, int dimension) {
        requirePositive(dimension);
        if (values.remaining() % dimension != 0) {
            throw new IllegalArgumentException(
                    "values must be a multiple of the dimension " + dimension + ": " + values.remaining());
        }
        return builder(dimension, values.remaining() / dimension)
                .addAll(values.duplicate())
                .build();
    }

    /**
     * {@return a builder for a known number of embeddings}
     *
     * @param dimension the dimension of each embedding, at least 1
     * @param size the number of embeddings, at least 0
     * @throws IllegalArgumentException if there are more than 2³¹ − 9 values
     */
    public static Builder builder(int dimension, int size) {
        requirePositive(dimension);
        return new Builder(dimension, size);
    }

    /** {@return the dimension of the embeddings, at least 1} */
    public int dimension() {
        return dimension;
    }

    /**
     * Copies all values into a buffer and advances its position.
     *
     * @param target a buffer with room for {@code size() · dimension()} values
     */
    public void copyTo(FloatBuffer target) {
        target.put(values, first * dimension, size * dimension);
    }

    /** Returns the shared array that holds all values. Never change it. */
    float[] array() {
        return values;
    }

    /** Returns the index of an embedding's first value in {@link #array}. */
    int offset(int index) {
        return (first + Objects.checkIndex(index, size)) * dimension;
    }

    @Override
    public Embedding get(int index) {
        return Embedding.view(values, offset(index), dimension);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Embeddings subList(int from, int to) {
        Objects.checkFromToIndex(from, to, size);
        return new Embeddings(values, first + from, to - from, dimension);
    }

    static void requirePositive(int dimension) {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension must be at least 1: " + dimension);
        }
    }

    /**
     * Collects a known number of embeddings in one array. The built list takes over the array without a copy. Not
     * thread-safe.
     */
    public static final class Builder {

        private final int dimension;
        private float[] values;
        private int length;

        private Builder(int dimension, int size) {
            long count = (long) size * dimension;
            if (count > MAX_VALUES) {
                throw new IllegalArgumentException(
                        size + " embeddings of dimension " + dimension + " do not fit one array; use fewer at a time");
            }
            this.dimension = dimension;
            this.values = new float[(int) count];
        }

        /**
         * Appends an embedding.
         *
         * @param embedding of the builder's dimension
         * @return this builder
         * @throws IllegalArgumentException if the dimension differs
         * @throws IndexOutOfBoundsException if the builder is full
         */
        public Builder add(Embedding embedding) {
            embedding.requireDimension(dimension);
            return addAll(FloatBuffer.wrap(embedding.array(), embedding.offset(), dimension));
        }

        /**
         * Appends the values of a buffer and advances its position to its limit.
         *
         * @param rows {@code [n, dimension]}, row by row
         * @return this builder
         * @throws IndexOutOfBoundsException if the builder is full
         */
        public Builder addAll(FloatBuffer rows) {
            int count = rows.remaining();
            rows.get(values, length, count);
            length += count;
            return this;
        }

        /**
         * Returns the embeddings and empties this builder, which cannot be used again.
         *
         * @return the embeddings, in the order of addition
         * @throws IllegalStateException if fewer embeddings were added than announced
         */
        public Embeddings build() {
            if (length != values.length) {
                throw new IllegalStateException((values.length - length) / dimension + " embeddings are missing");
            }
            Embeddings built = new Embeddings(values, 0, length / dimension, dimension);
            values = new float[0];
            length = 0;
            return built;
        }
    }
}
