package io.github.siamese4j.gallery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** The rows at one moment. Immutable: what is added or removed later does not show. */
public final class Snapshot {

    private final Block[] blocks;
    private final int rows;
    private final long[] removed;
    private final int size;

    /** Arrays are kept, not copied; the table copies what it changes. */
    Snapshot(Block[] blocks, int rows, long[] removed, int size) {
        this.blocks = blocks;
        this.rows = rows;
        this.removed = removed;
        this.size = size;
    }

    Block[] blocks() {
        return blocks;
    }

    long[] removed() {
        return removed;
    }

    /**
     * One more than the highest row number; removed rows count.
     *
     * @return at least 0
     */
    public int rows() {
        return rows;
    }

    /**
     * How many rows are there.
     *
     * @return at least 0
     */
    public int size() {
        return size;
    }

    /**
     * Whether a row is there.
     *
     * @param row its number, less than {@link #rows}
     * @return false if it was removed
     */
    public boolean isLive(int row) {
        int word = row >>> 6;
        return word >= removed.length || (removed[word] & 1L << row) == 0;
    }

    /**
     * Visits the numbers of all rows that are there, upwards.
     *
     * @param action what to do
     */
    public void forEachRow(IntConsumer action) {
        for (int row = 0; row < rows; row++) {
            if (isLive(row)) {
                action.accept(row);
            }
        }
    }

    /**
     * Whose row it is.
     *
     * @param row its number
     * @return id, label and payload
     */
    public Entry entry(int row) {
        return block(row).entry(row);
    }

    /**
     * The values of a row.
     *
     * @param row its number
     * @return a copy; of int8 what is left of the values
     */
    public float[] values(int row) {
        return block(row).values(row);
    }

    /**
     * All entries.
     *
     * @return in the order they were added
     */
    public List<Entry> entries() {
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
