package io.github.siamese4j.internal.score;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares rows of packed integers with scalar code. */
class IntegerRowsTest {

    private static final int ROWS = 150;

    @Test
    void differencesAreThoseOfScalarCode() {
        for (int dimension : new int[] {1, 7, 8, 9, 31, 64}) {
            List<Embedding> embeddings = embeddings(dimension);
            IntegerRows rows = requireNonNull(IntegerRows.of(embeddings, dimension));
            assertThat(rows.size()).isEqualTo(ROWS);
            long[] words = new long[(dimension + 7) / 8];
            for (int i = 0; i < ROWS; i += 7) {
                for (int j = 0; j < ROWS; j++) {
                    int[] expected = new int[8 * words.length];
                    double unit = difference(
                            embeddings.get(i).toArray(), embeddings.get(j).toArray(), expected);
                    assertThat((double) rows.difference(i, rows, j, words))
                            .as("dimension %d, rows %d and %d", dimension, i, j)
                            .isEqualTo(unit);
                    for (int d = 0; d < expected.length; d++) {
                        assertThat((words[d / 8] >>> (8 * (d % 8))) & 0xFF).isEqualTo(expected[d]);
                    }
                }
            }
        }
    }

    /** Rows of very different sizes, a zero row among them. */
    private static List<Embedding> embeddings(int dimension) {
        Random random = new Random(dimension);
        List<Embedding> embeddings = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            float[] values = new float[dimension];
            for (int d = 0; d < dimension; d++) {
                values[d] = row == 3 ? 0 : Math.scalb(random.nextFloat(), row % 12 - 6);
            }
            embeddings.add(Embedding.of(values));
        }
        return embeddings;
    }

    /** Computes the difference in integers of the coarser unit and returns that unit. */
    private static double difference(float[] a, float[] b, int[] result) {
        int exponentA = exponent(a);
        int exponentB = exponent(b);
        int common = Math.max(exponentA, exponentB);
        for (int d = 0; d < a.length; d++) {
            result[d] = (int) Math.abs(rounded(a[d], exponentA, common) - rounded(b[d], exponentB, common));
        }
        return Math.scalb(1.0, common);
    }

    private static double rounded(float value, int own, int common) {
        double units = Math.floor(Math.scalb((double) value, -own) + 0.5);
        return Math.floor(Math.scalb(units, own - common) + 0.5);
    }

    private static int exponent(float[] values) {
        int exponent = Float.MIN_EXPONENT;
        for (float value : values) {
            while (value > 127 * Math.scalb(1.0, exponent)) {
                exponent++;
            }
        }
        return exponent;
    }

    @Test
    void valuesThatSevenBitsCannotHoldAreRefused() {
        for (float bad : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY, -Float.MIN_VALUE}) {
            List<Embedding> embeddings = new ArrayList<>(embeddings(9));
            float[] values = new float[9];
            values[8] = bad;
            embeddings.set(ROWS - 1, Embedding.of(values));
            assertThat(IntegerRows.of(embeddings, 9)).as("%s", bad).isNull();
        }
    }

    @Test
    void contiguousEmbeddingsAreConvertedOnce() {
        IntegerRowsCache cache = new IntegerRowsCache(9);
        List<Embedding> list = embeddings(9);
        List<Embeddings> contiguous = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            contiguous.add(Embeddings.of(new ArrayList<>(list)));
        }
        IntegerRows first = requireNonNull(cache.of(contiguous.get(0)));
        for (int i = 1; i < 4; i++) {
            cache.of(contiguous.get(i));
            assertThat(cache.of(contiguous.get(0))).isSameAs(first);
        }
        IntegerRows second = requireNonNull(cache.of(contiguous.get(1)));
        cache.of(contiguous.get(4));
        cache.of(contiguous.get(2));
        cache.of(contiguous.get(3));
        assertThat(cache.of(contiguous.get(1))).isSameAs(second);
        assertThat(cache.of(contiguous.get(0)))
                .as("the least recently used one is dropped")
                .isNotSameAs(first);
        assertThat(cache.of(list)).isNotSameAs(cache.of(list));
        assertThat(requireNonNull(cache.of(contiguous.get(0).subList(1, 3))).size())
                .isEqualTo(2);
    }
}
