package io.github.siamese4j.gallery;

import io.github.siamese4j.Metric;
import io.github.siamese4j.internal.runtime.DotProducts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares queries with all rows of a snapshot in float32. The rows are cut into tiles that the threads of the common
 * pool take one after the other; each tile is multiplied with all queries at once, so that it is read from memory once.
 */
final class Scan {

    /** Queries multiplied at once; more would not make better use of a tile. */
    static final int QUERIES = 32;

    private static final int FLOAT32_TILE = 16 << 20;
    /** The codes are widened into memory of this size, which a cache holds. */
    private static final int INT8_TILE = 1 << 20;

    private final Snapshot snapshot;
    private final ScanKey key;

    /**
     * Prepares.
     *
     * @param snapshot the rows
     * @param metric how near is measured
     */
    Scan(Snapshot snapshot, Metric metric) {
        this.snapshot = snapshot;
        this.key = new ScanKey(metric);
    }

    /**
     * The nearest rows of each query.
     *
     * @param queries any number
     * @param count how many rows, at least 1
     * @return row numbers, nearest first; fewer if there are not so many rows
     */
    List<int[]> nearest(List<float[]> queries, int count) {
        return inBatches(queries.size(), 0, queries::get, query -> new TopRows(count, -1));
    }

    /**
     * For each of some rows the nearest that come after it.
     *
     * @param rows row numbers, upwards
     * @param count how many rows, at least 1
     * @return row numbers, nearest first
     */
    List<int[]> nearestAfter(int[] rows, int count) {
        return inBatches(
                rows.length, rows[0] + 1, i -> snapshot.values(rows[i]), query -> new TopRows(count, rows[query]));
    }

    /**
     * For each of some rows those that come after it and may reach a score.
     *
     * @param rows row numbers, upwards
     * @param score the score under the metric, in [0, 1]
     * @return row numbers, upwards: all that reach the score and some that just do not
     */
    List<int[]> after(int[] rows, double score) {
        return inBatches(rows.length, rows[0] + 1, i -> snapshot.values(rows[i]), query -> {
            double norm = Block.norm(snapshot.values(rows[query]));
            return new RowsAbove(key.floor(score, norm), rows[query]);
        });
    }

    private List<int[]> inBatches(
            int queries, int firstRow, IntFunction<float[]> values, IntFunction<RowCollector> collectors) {
        List<int[]> found = new ArrayList<>(queries);
        for (int from = 0; from < queries; from += QUERIES) {
            int first = from;
            float[][] batch = new float[Math.min(QUERIES, queries - from)][];
            for (int i = 0; i < batch.length; i++) {
                batch[i] = key.query(values.apply(from + i));
            }
            for (RowCollector collector : batch(batch, firstRow, i -> collectors.apply(first + i))) {
                found.add(collector.rows());
            }
        }
        return found;
    }

    private RowCollector[] batch(float[][] queries, int firstRow, IntFunction<RowCollector> collectors) {
        List<Tile> tiles = tiles(queries[0].length, firstRow);
        int workers = Math.min(tiles.size(), ForkJoinPool.getCommonPoolParallelism() + 1);
        AtomicInteger next = new AtomicInteger();
        RowCollector[] all = new RowCollector[queries.length];
        Arrays.setAll(all, collectors);
        if (tiles.isEmpty()) {
            return all;
        }
        try (DotProducts.Queries columns = key.isProduct() ? new DotProducts.Queries(queries) : null) {
            IntStream.range(0, workers).parallel().forEach(worker -> {
                Work work = new Work(queries, columns, collectors);
                for (int tile = next.getAndIncrement(); tile < tiles.size(); tile = next.getAndIncrement()) {
                    work.compare(tiles.get(tile));
                }
                work.addTo(all);
            });
        }
        return all;
    }

    private record Tile(Block block, int first, int rows) {}

    private List<Tile> tiles(int dimension, int firstRow) {
        List<Tile> tiles = new ArrayList<>();
        for (Block block : snapshot.blocks()) {
            int bytes = block.isInt8() ? INT8_TILE : FLOAT32_TILE;
            int most = Math.max(1, bytes / (dimension * Float.BYTES));
            int end = Math.min(snapshot.rows(), block.end());
            for (int row = Math.max(firstRow, block.first()); row < end; row += most) {
                tiles.add(new Tile(block, row, Math.min(most, end - row)));
            }
        }
        return tiles;
    }

    /** What one thread has found so far. */
    private final class Work {

        private final float[][] queries;
        private final DotProducts.@Nullable Queries columns;
        private final RowCollector[] collectors;
        private final float[] floors;

        Work(float[][] queries, DotProducts.@Nullable Queries columns, IntFunction<RowCollector> collectors) {
            this.queries = queries;
            this.columns = columns;
            this.collectors = new RowCollector[queries.length];
            this.floors = new float[queries.length];
            for (int i = 0; i < queries.length; i++) {
                this.collectors[i] = collectors.apply(i);
                floors[i] = this.collectors[i].floor();
            }
        }

        void compare(Tile tile) {
            if (columns == null) {
                subtract(tile);
                return;
            }
            Block block = tile.block;
            float[] products = DotProducts.of(block.data(tile.first, tile.rows), tile.rows, block.isInt8(), columns);
            int at = 0;
            for (int row = tile.first; row < tile.first + tile.rows; row++) {
                if (!snapshot.isLive(row)) {
                    at += floors.length;
                    continue;
                }
                float factor = key.factor(block, row);
                float term = key.term(block, row);
                for (int query = 0; query < floors.length; query++) {
                    float value = products[at++] * factor + term;
                    if (value > floors[query]) {
                        floors[query] = collectors[query].offer(value, row);
                    }
                }
            }
        }

        private void subtract(Tile tile) {
            float[] values = new float[queries[0].length];
            for (int row = tile.first; row < tile.first + tile.rows; row++) {
                if (!snapshot.isLive(row)) {
                    continue;
                }
                tile.block.read(row, values);
                for (int query = 0; query < floors.length; query++) {
                    float value = -distance(queries[query], values);
                    if (value > floors[query]) {
                        floors[query] = collectors[query].offer(value, row);
                    }
                }
            }
        }

        void addTo(RowCollector[] all) {
            synchronized (all) {
                for (int i = 0; i < all.length; i++) {
                    collectors[i].addTo(all[i]);
                }
            }
        }
    }

    /** Four sums, because one would wait for itself. */
    private static float distance(float[] a, float[] b) {
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        int i = 0;
        for (; i < a.length - 3; i += 4) {
            sum0 += Math.abs(a[i] - b[i]);
            sum1 += Math.abs(a[i + 1] - b[i + 1]);
            sum2 += Math.abs(a[i + 2] - b[i + 2]);
            sum3 += Math.abs(a[i + 3] - b[i + 3]);
        }
        for (; i < a.length; i++) {
            sum0 += Math.abs(a[i] - b[i]);
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }
}
