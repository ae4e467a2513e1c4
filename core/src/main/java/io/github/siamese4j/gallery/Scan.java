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
 * A comparison of queries with all rows of a snapshot in float32. The rows are cut into tiles that the threads of the
 * common pool take one after the other. Each tile is multiplied with all queries at once, so it is read from memory
 * once.
 */
final class Scan {

    /** The number of queries multiplied at once. More would not use a tile better. */
    static final int QUERIES = 32;

    private static final int FLOAT32_TILE = 16 << 20;
    /** Codes are widened to float32 in memory of this size, which fits a CPU cache. */
    private static final int INT8_TILE = 1 << 20;

    private final Snapshot snapshot;
    private final ScanKey key;

    /** Creates a scan that orders rows by a metric. */
    Scan(Snapshot snapshot, Metric metric) {
        this.snapshot = snapshot;
        this.key = new ScanKey(metric);
    }

    /** Returns the {@code count} nearest rows of each query, nearest first; all rows if there are fewer. */
    List<int[]> nearest(List<float[]> queries, int count) {
        return inBatches(queries.size(), 0, queries::get, query -> new TopRows(count, -1));
    }

    /** Returns for each of some rows, given in ascending order, the {@code count} nearest rows after it. */
    List<int[]> nearestAfter(int[] rows, int count) {
        return inBatches(
                rows.length, rows[0] + 1, i -> snapshot.values(rows[i]), query -> new TopRows(count, rows[query]));
    }

    /**
     * Returns for each of some rows, given in ascending order, the rows after it that can reach a score: all that reach
     * it and some that just miss it, in ascending order.
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
                Worker work = new Worker(queries, columns, collectors);
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

    /** The results of one thread. */
    private final class Worker {

        private final float[][] queries;
        private final DotProducts.@Nullable Queries columns;
        private final RowCollector[] collectors;
        private final float[] floors;

        Worker(float[][] queries, DotProducts.@Nullable Queries columns, IntFunction<RowCollector> collectors) {
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

    /** Computes the Manhattan distance. Four accumulators break the dependency chain. */
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
