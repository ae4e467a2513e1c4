package io.github.siamese4j.gallery;

import io.github.siamese4j.Embeddings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A fixed number of rows in memory outside the heap. A row is written once, before a snapshot shows it, and never
 * changes afterwards, so readers need no lock. Row numbers count over all blocks.
 */
final class Block {

    private final int first;
    private final int capacity;
    private final int dimension;
    private final Storage storage;
    private final ByteBuffer data;
    private final Entry[] entries;
    private final float[] scales;
    private final float[] norms;

    Block(int first, int capacity, int dimension, Storage storage) {
        this.first = first;
        this.capacity = capacity;
        this.dimension = dimension;
        this.storage = storage;
        this.data = ByteBuffer.allocateDirect(Math.multiplyExact(capacity, rowBytes(storage, dimension)))
                .order(ByteOrder.nativeOrder());
        this.entries = new Entry[capacity];
        this.scales = new float[storage == Storage.INT8 ? capacity : 0];
        this.norms = new float[capacity];
    }

    static int rowBytes(Storage storage, int dimension) {
        return storage == Storage.INT8 ? dimension : Math.multiplyExact(dimension, Float.BYTES);
    }

    void write(int row, Entry entry, StoredVector vector) {
        int at = row - first;
        if (vector instanceof StoredVector.Codes codes) {
            scales[at] = codes.scale();
            data.put(at * dimension, codes.codes());
        } else if (vector instanceof StoredVector.Floats floats) {
            data.asFloatBuffer().put(at * dimension, floats.values());
        }
        entries[at] = entry;
        norms[at] = (float) norm(values(row));
    }

    /** Returns the Euclidean norm of a vector. */
    static double norm(float[] values) {
        double square = 0;
        for (float value : values) {
            square += (double) value * value;
        }
        return Math.sqrt(square);
    }

    /** Returns the number of the first row. */
    int first() {
        return first;
    }

    /** Returns the number of the first row behind this block. */
    int end() {
        return first + capacity;
    }

    int dimension() {
        return dimension;
    }

    Entry entry(int row) {
        return entries[row - first];
    }

    /** Returns a copy of a row's values, codes multiplied by their scale. */
    float[] values(int row) {
        float[] values = new float[dimension];
        read(row, values);
        return values;
    }

    void read(int row, float[] values) {
        int at = row - first;
        if (storage == Storage.FLOAT32) {
            data.asFloatBuffer().get(at * dimension, values);
            return;
        }
        byte[] codes = codes(row);
        float scale = scales[at];
        for (int i = 0; i < dimension; i++) {
            values[i] = codes[i] * scale;
        }
    }

    /** Appends a row's values to embeddings. */
    void addTo(Embeddings.Builder target, int row) {
        target.addAll(
                storage == Storage.FLOAT32
                        ? data.asFloatBuffer().slice((row - first) * dimension, dimension)
                        : FloatBuffer.wrap(values(row)));
    }

    /** Returns a copy of a row in its stored form. */
    StoredVector vector(int row) {
        return storage == Storage.FLOAT32
                ? new StoredVector.Floats(values(row))
                : new StoredVector.Codes(codes(row), scales[row - first]);
    }

    private byte[] codes(int row) {
        byte[] codes = new byte[dimension];
        data.get((row - first) * dimension, codes);
        return codes;
    }

    /** Returns a view of consecutive rows in their stored form, in native byte order. */
    ByteBuffer data(int row, int count) {
        int bytes = rowBytes(storage, dimension);
        return data.slice((row - first) * bytes, count * bytes).order(ByteOrder.nativeOrder());
    }

    boolean isInt8() {
        return storage == Storage.INT8;
    }

    /** Returns the factor from a row's stored numbers to its values. */
    float scale(int row) {
        return storage == Storage.INT8 ? scales[row - first] : 1;
    }

    float norm(int row) {
        return norms[row - first];
    }
}
