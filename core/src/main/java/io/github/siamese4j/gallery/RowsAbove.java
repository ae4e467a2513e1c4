package io.github.siamese4j.gallery;

import java.util.Arrays;

/** A collector of all rows after a given one whose key is at least a given key. */
final class RowsAbove implements RowCollector {

    private final float floor;
    private final int after;
    private int[] rows = new int[16];
    private int size;

    RowsAbove(double key, int after) {
        this.floor = Math.nextDown((float) key);
        this.after = after;
    }

    @Override
    public float floor() {
        return floor;
    }

    @Override
    public float offer(float key, int row) {
        if (row > after) {
            if (size == rows.length) {
                rows = Arrays.copyOf(rows, 2 * size);
            }
            rows[size++] = row;
        }
        return floor;
    }

    @Override
    public void addTo(RowCollector other) {
        for (int i = 0; i < size; i++) {
            other.offer(Float.POSITIVE_INFINITY, rows[i]);
        }
    }

    /** Returns the rows in ascending order. */
    @Override
    public int[] rows() {
        int[] sorted = Arrays.copyOf(rows, size);
        Arrays.sort(sorted);
        return sorted;
    }
}
