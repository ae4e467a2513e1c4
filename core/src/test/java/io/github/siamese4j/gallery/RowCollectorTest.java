package io.github.siamese4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares collectors with a sort. Keys repeat, so that ties matter. */
class RowCollectorTest {

    private static final int[] SIZES = {0, 1, 2, 63, 64, 65, 300};

    private static float[] keys(int size) {
        Random random = new Random(size);
        float[] keys = new float[size];
        for (int i = 0; i < size; i++) {
            keys[i] = random.nextInt(20) - 10;
        }
        return keys;
    }

    /** Offers rows to one collector as a scan does, or to two that are put together in the end. */
    private static int[] collect(float[] keys, boolean split, Supplier<RowCollector> collectors) {
        RowCollector first = collectors.get();
        RowCollector second = split ? collectors.get() : first;
        for (int row = keys.length - 1; row >= 0; row--) {
            RowCollector collector = row % 3 == 0 ? first : second;
            float floor = collector.floor();
            if (keys[row] > floor) {
                assertThat(collector.offer(keys[row], row))
                        .isEqualTo(collector.floor())
                        .isGreaterThanOrEqualTo(floor);
            }
        }
        if (split) {
            second.addTo(first);
        }
        return first.rows();
    }

    @Test
    void topRowsAreTheFirstOfASort() {
        for (int size : SIZES) {
            float[] keys = keys(size);
            for (int count : new int[] {1, 10, 64, 65, 1000}) {
                for (int after : new int[] {-1, 0, 40}) {
                    int[] expected = IntStream.range(after + 1, Math.max(after + 1, size))
                            .boxed()
                            .sorted(Comparator.comparingDouble((Integer row) -> -keys[row])
                                    .thenComparing(Comparator.naturalOrder()))
                            .limit(count)
                            .mapToInt(Integer::intValue)
                            .toArray();
                    TopRows all = new TopRows(count, after);
                    IntStream.range(0, size).forEach(row -> all.offer(keys[row], row));
                    assertThat(all.rows()).isEqualTo(expected);
                    // Offered in descending order, equal keys at the floor are dropped early; keys still agree.
                    for (boolean split : new boolean[] {false, true}) {
                        int[] found = collect(keys, split, () -> new TopRows(count, after));
                        assertThat(IntStream.of(found)
                                        .mapToDouble(row -> keys[row])
                                        .toArray())
                                .isEqualTo(IntStream.of(expected)
                                        .mapToDouble(row -> keys[row])
                                        .toArray());
                        assertThat(found).doesNotHaveDuplicates();
                    }
                }
            }
        }
    }

    @Test
    void rowsAboveAreAllThatReachTheKey() {
        for (int size : SIZES) {
            float[] keys = keys(size);
            for (double key : new double[] {-11, 0, 3, 9, 10}) {
                for (int after : new int[] {-1, 0, 40}) {
                    int[] expected = IntStream.range(after + 1, Math.max(after + 1, size))
                            .filter(row -> keys[row] >= key)
                            .toArray();
                    for (boolean split : new boolean[] {false, true}) {
                        assertThat(collect(keys, split, () -> new RowsAbove(key, after)))
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }
}
