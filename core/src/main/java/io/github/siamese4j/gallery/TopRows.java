package io.github.siamese4j.gallery;

import java.util.Arrays;

/**
 * A collector of the rows with the highest keys: a heap with the worst row on top. Of equal keys the lower row wins.
 */
final class TopRows implements RowCollector {

    private final int count;
    private final int after;
    private float[] keys;
    private int[] rows;
    private int size;

    /** Creates a collector of at most {@code count} rows after row {@code after}; −1 for all rows. */
    TopRows(int count, int after) {
        this.count = count;
        this.after = after;
        this.keys = new float[Math.min(count, 64)];
        this.rows = new int[keys.length];
    }

    @Override
    public float floor() {
        return size < count ? Float.NEGATIVE_INFINITY : keys[0];
    }

    @Override
    public float offer(float key, int row) {
        if (row <= after) {
            return floor();
        }
        if (size < count) {
            if (size == keys.length) {
                int grown = (int) Math.min(count, 2L * size);
                keys = Arrays.copyOf(keys, grown);
                rows = Arrays.copyOf(rows, grown);
            }
            rise(size++, key, row);
        } else if (isWorse(keys[0], rows[0], key, row)) {
            sink(key, row);
        }
        return floor();
    }

    @Override
    public void addTo(RowCollector other) {
        for (int i = 0; i < size; i++) {
            other.offer(keys[i], rows[i]);
        }
    }

    /** Returns the rows with the highest keys first. */
    @Override
    public int[] rows() {
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> isWorse(keys[a], rows[a], keys[b], rows[b]) ? 1 : -1);
        return Arrays.stream(order).mapToInt(i -> rows[i]).toArray();
    }

    private static boolean isWorse(float key, int row, float otherKey, int otherRow) {
        return key < otherKey || (key == otherKey && row > otherRow);
    }

    private void rise(int hole, float key, int row) {
        int at = hole;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!isWorse(key, row, keys[parent], rows[parent])) {
                break;
            }
            keys[at] = keys[parent];
            rows[at] = rows[parent];
            at = parent;
        }
        keys[at] = key;
        rows[at] = row;
    }

    private void sink(float key, int row) {
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isWorse(keys[child + 1], rows[child + 1], keys[child], rows[child])) {
                child++;
            }
            if (!isWorse(keys[child], rows[child], key, row)) {
                break;
            }
            keys[at] = keys[child];
            rows[at] = rows[child];
            at = child;
        }
        keys[at] = key;
        rows[at] = row;
    }
}
