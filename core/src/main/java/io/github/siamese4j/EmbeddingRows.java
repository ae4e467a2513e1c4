package io.github.siamese4j;

import java.nio.FloatBuffer;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Embeddings of one length that lie one behind the other in one array. Immutable. */
final class EmbeddingRows extends AbstractList<Embedding> implements RandomAccess {

    private final float[] values;
    private final int first;
    private final int size;
    private final int dimension;
    private final Integers integers;

    /** The array is kept, not copied. */
    EmbeddingRows(float[] values, int dimension) {
        this.values = values;
        this.dimension = dimension;
        this.first = 0;
        this.size = values.length / dimension;
        this.integers = new Integers();
    }

    private EmbeddingRows(EmbeddingRows whole, int from, int to) {
        this.values = whole.values;
        this.dimension = whole.dimension;
        this.first = whole.first + from;
        this.size = to - from;
        this.integers = whole.integers;
    }

    /** The list itself if it is contiguous, else a copy that is. */
    static EmbeddingRows of(List<Embedding> embeddings, int dimension) {
        if (embeddings instanceof EmbeddingRows rows) {
            return rows;
        }
        FloatBuffer values = FloatBuffer.allocate(length(embeddings.size(), dimension));
        for (Embedding embedding : embeddings) {
            embedding.requireDimension(dimension);
            embedding.copyTo(values);
        }
        return new EmbeddingRows(values.array(), dimension);
    }

    int dimension() {
        return dimension;
    }

    /** How many floats that many embeddings are. */
    static int length(int size, int dimension) {
        long length = (long) size * dimension;
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    size + " embeddings of " + dimension + " values do not fit one array; take fewer at once");
        }
        return (int) length;
    }

    /** Puts all rows into a buffer, which moves behind them. */
    void copyTo(FloatBuffer target) {
        target.put(values, first * dimension, size * dimension);
    }

    @Override
    public Embedding get(int index) {
        return Embedding.view(values, (first + Objects.checkIndex(index, size)) * dimension, dimension);
    }

    @Override
    public int size() {
        return size;
    }

    /** Contiguous, too, so that scorers find it so. */
    @Override
    public EmbeddingRows subList(int from, int to) {
        Objects.checkFromToIndex(from, to, size);
        return new EmbeddingRows(this, from, to);
    }

    /** The same in integers, a quarter more memory, made when first asked for; null if integers cannot hold them. */
    @Nullable
    IntegerRows integers() {
        IntegerRows all = integers.of(values, dimension);
        return all == null ? null : all.part(first, size);
    }

    /** What all parts of an array share. */
    private static final class Integers {

        private boolean tried;
        private @Nullable IntegerRows rows;

        synchronized @Nullable IntegerRows of(float[] values, int dimension) {
            if (!tried) {
                rows = IntegerRows.of(new EmbeddingRows(values, dimension), dimension);
                tried = true;
            }
            return rows;
        }
    }
}
