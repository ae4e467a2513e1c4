package io.github.siamese4j.gallery;

import io.github.siamese4j.Embeddings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** The rows of a table at one moment. Immutable: later additions and removals do not show. */
final class Snapshot {

    private final Block[] blocks;
    private final int rows;
    private final long[] removed;
    private final int size;

    /** Keeps the arrays without copying; the table copies what it changes. */
    Snapshot(Block[] blocks, int rows, long[] removed, int size) {
        this.blocks = blocks;
        this.rows = rows;
        this.removed = removed;
        this.size = size;
    }

    Block[] blocks() {
        return blocks;
    }

    /** Returns one bit for each row, set if it was removed. Rows beyond the array are live. */
    long[] removed() {
        return removed;
    }

    /** Returns the number of rows, removed ones included. */
    int rows() {
        return rows;
    }

    /** Returns the number of live rows. */
    int size() {
        return size;
    }

    /** Returns whether a row was not removed. */
    boolean isLive(int row) {
        int word = row >>> 6;
        return word >= removed.length || (removed[word] & 1L << row) == 0;
    }

    /** Visits the live rows in ascending order. */
    void forEachRow(IntConsumer action) {
        for (int row = 0; row < rows; row++) {
            if (isLive(row)) {
                action.accept(row);
            }
        }
    }

    /** Returns the live rows in ascending order. */
    int[] liveRows() {
        return IntStream.range(0, rows).filter(this::isLive).toArray();
    }

    Entry entry(int row) {
        return block(row).entry(row);
    }

    /** Returns a copy of a row's values; of int8 rows the rounded ones. */
    float[] values(int row) {
        return block(row).values(row);
    }

    /** Returns the embeddings of {@code count} of the given rows, {@code rows[from]} first; at least one. */
    Embeddings embeddings(int[] rows, int from, int count) {
        Embeddings.Builder builder = Embeddings.builder(dimension(), count);
        for (int i = from; i < from + count; i++) {
            block(rows[i]).addTo(builder, rows[i]);
        }
        return builder.build();
    }

    /** Returns the dimension of the rows; there must be one. */
    int dimension() {
        return blocks[0].dimension();
    }

    /** Returns all entries in the order of their rows. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(size);
        forEachRow(row -> entries.add(entry(row)));
        return entries;
    }

    StoredVector vector(int row) {
        return block(row).vector(row);
    }

    private Block block(int row) {
        int low = 0;
        int high = blocks.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (blocks[middle].first() <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return blocks[low];
    }
}
