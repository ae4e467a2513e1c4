package io.github.siamese4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares scans with a loop over all rows that scores each pair in double. */
class ScanTest {

    private static final int[] DIMENSIONS = {1, 3, 16, 131};
    private static final int[] ROWS = {0, 1, 2, 63, 64, 65, 257};

    private static Table table(int dimension, int rows, Storage storage, Random random) {
        Table table = new Table(dimension, storage);
        List<Entry> entries = new ArrayList<>();
        List<StoredVector> vectors = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            entries.add(Galleries.entry(i));
            vectors.add(table.vector(Galleries.values(random, dimension)));
        }
        table.add(entries, vectors);
        table.remove(List.of("id3", "id64", "id100"));
        return table;
    }

    private static double score(Metric metric, Snapshot snapshot, float[] query, int row) {
        return metric.score(Embedding.of(query), Embedding.of(snapshot.values(row)));
    }

    @ParameterizedTest
    @EnumSource
    void nearestRowsAreThoseOfALoop(Metric metric) {
        Random random = new Random(4);
        for (Storage storage : Storage.values()) {
            for (int dimension : DIMENSIONS) {
                for (int rows : ROWS) {
                    Snapshot snapshot = table(dimension, rows, storage, random).snapshot();
                    for (int queries : new int[] {0, 1, 32, 33, 65}) {
                        List<float[]> all = IntStream.range(0, queries)
                                .mapToObj(i -> Galleries.values(random, dimension))
                                .toList();
                        for (int count : new int[] {1, 10, 1000}) {
                            List<int[]> found = new Scan(snapshot, metric).nearest(all, count);
                            assertThat(found).hasSize(queries);
                            for (int q = 0; q < queries; q++) {
                                nearest(metric, snapshot, all.get(q), snapshot.liveRows(), count, found.get(q));
                            }
                        }
                    }
                }
            }
        }
    }

    /** Rows must be the best ones in order, but for scores that differ by float32 rounding. */
    private static void nearest(
            Metric metric, Snapshot snapshot, float[] query, int[] candidates, int count, int[] found) {
        double[] expected = Arrays.stream(candidates)
                .mapToDouble(row -> -score(metric, snapshot, query, row))
                .sorted()
                .limit(count)
                .map(score -> -score)
                .toArray();
        assertThat(found).hasSize(expected.length).doesNotHaveDuplicates();
        for (int i = 0; i < found.length; i++) {
            assertThat(candidates).contains(found[i]);
            assertThat(score(metric, snapshot, query, found[i])).isCloseTo(expected[i], within(2e-4));
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsAfterOthersAreThoseOfALoop(Metric metric) {
        Random random = new Random(5);
        for (Storage storage : Storage.values()) {
            for (int dimension : DIMENSIONS) {
                Snapshot snapshot = table(dimension, 150, storage, random).snapshot();
                int[] live = snapshot.liveRows();
                Scan scan = new Scan(snapshot, metric);
                int[] rows = Arrays.copyOfRange(live, 20, 20 + Scan.QUERIES + 1);
                List<int[]> nearest = scan.nearestAfter(rows, 7);
                for (int i = 0; i < rows.length; i++) {
                    int row = rows[i];
                    int[] later =
                            Arrays.stream(live).filter(other -> other > row).toArray();
                    nearest(metric, snapshot, snapshot.values(row), later, 7, nearest.get(i));
                }
                for (double threshold : new double[] {0.05, 0.5, 0.9, 1}) {
                    List<int[]> reach = scan.after(rows, threshold);
                    for (int i = 0; i < rows.length; i++) {
                        int row = rows[i];
                        float[] query = snapshot.values(row);
                        int[] wanted = Arrays.stream(live)
                                .filter(other -> other > row && score(metric, snapshot, query, other) >= threshold)
                                .toArray();
                        int[] rowsFound = reach.get(i);
                        assertThat(rowsFound).isSorted();
                        assertThat(Arrays.stream(wanted).filter(other -> Arrays.binarySearch(rowsFound, other) < 0))
                                .isEmpty();
                        assertThat(Arrays.stream(rowsFound).allMatch(other -> other > row && snapshot.isLive(other)))
                                .isTrue();
                    }
                }
            }
        }
    }
}
