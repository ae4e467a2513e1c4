package io.github.siamese4j.gallery;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Rows beside each other in memory outside the heap. A row is written once, before a snapshot shows it, and never
 * changes after; so readers need no lock.
 */
public final class Block {

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

    /** The Euclidean length of a vector. */
    static double norm(float[] values) {
        double square = 0;
        for (float value : values) {
            square += (double) value * value;
        }
        return Math.sqrt(square);
    }

    /** The number of the first row, counted over all blocks. */
    int first() {
        return first;
    }

    /** How many rows there is room for. */
    int capacity() {
        return capacity;
    }

    Entry entry(int row) {
        return entries[row - first];
    }

    /** A copy of a row, codes multiplied out. */
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
        byte[] codes = new byte[dimension];
        data.get(at * dimension, codes);
        float scale = scales[at];
        for (int i = 0; i < dimension; i++) {
            values[i] = codes[i] * scale;
        }
    }

    /** A row as it is stored. */
    StoredVector vector(int row) {
        if (storage == Storage.FLOAT32) {
            return new StoredVector.Floats(values(row));
        }
        byte[] codes = new byte[dimension];
        data.get((row - first) * dimension, codes);
        return new StoredVector.Codes(codes, scales[row - first]);
    }

    /** Rows where they lie. */
    ByteBuffer data(int row, int count) {
        int bytes = rowBytes(storage, dimension);
        return data.slice((row - first) * bytes, count * bytes).order(ByteOrder.nativeOrder());
    }

    boolean isInt8() {
        return storage == Storage.INT8;
    }

    /** What the stored numbers of a row are to be multiplied with. */
    float scale(int row) {
        return storage == Storage.INT8 ? scales[row - first] : 1;
    }

    float norm(int row) {
        return norms[row - first];
    }
}
