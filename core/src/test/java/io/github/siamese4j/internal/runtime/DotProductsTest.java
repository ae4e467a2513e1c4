package io.github.siamese4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares dot products with a loop in double. */
class DotProductsTest {

    private static final int[] DIMENSIONS = {1, 3, 16, 17, 131};
    private static final int[] ROWS = {1, 2, 33};

    @Test
    void float32RowsAgreeWithALoop() {
        Random random = new Random(1);
        for (int dimension : DIMENSIONS) {
            for (int rows : ROWS) {
                ByteBuffer data = ByteBuffer.allocateDirect(rows * dimension * Float.BYTES)
                        .order(ByteOrder.nativeOrder());
                double[] values = random.doubles((long) rows * dimension, -1, 1).toArray();
                for (double value : values) {
                    data.putFloat((float) value);
                }
                agree(data.flip(), rows, dimension, false, values);
            }
        }
    }

    @Test
    void int8RowsAgreeWithALoop() {
        Random random = new Random(2);
        for (int dimension : DIMENSIONS) {
            for (int rows : ROWS) {
                ByteBuffer data = ByteBuffer.allocateDirect(rows * dimension);
                double[] values = random.ints((long) rows * dimension, -128, 128)
                        .asDoubleStream()
                        .toArray();
                for (double value : values) {
                    data.put((byte) value);
                }
                agree(data.flip(), rows, dimension, true, values);
            }
        }
    }

    @Test
    void rowsInTheMiddleOfABufferAreReadInPlace() {
        ByteBuffer data = ByteBuffer.allocateDirect(5 * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < 5; i++) {
            data.putFloat(i);
        }
        ByteBuffer middle = data.slice(Float.BYTES, 4 * Float.BYTES).order(ByteOrder.nativeOrder());
        try (DotProducts.Queries queries = new DotProducts.Queries(new float[][] {{1, 10}})) {
            assertThat(DotProducts.of(middle, 2, false, queries)).containsExactly(21, 43);
        }
    }

    @Test
    void manyThreadsGetTheirOwnProducts() {
        float[][] query = {{1, 2, 3}};
        try (DotProducts.Queries queries = new DotProducts.Queries(query)) {
            IntStream.range(0, 200).parallel().forEach(i -> {
                ByteBuffer row = ByteBuffer.allocateDirect(3 * Float.BYTES).order(ByteOrder.nativeOrder());
                row.putFloat(i).putFloat(1).putFloat(0).flip();
                assertThat(DotProducts.of(row, 1, false, queries)).containsExactly(i + 2);
            });
        }
    }

    private static void agree(ByteBuffer data, int rows, int dimension, boolean int8, double[] values) {
        Random random = new Random(rows);
        for (int count : new int[] {1, 2, 32, 33}) {
            float[][] queries = new float[count][dimension];
            for (float[] query : queries) {
                for (int d = 0; d < dimension; d++) {
                    query[d] = random.nextFloat() - 0.5f;
                }
            }
            float[] products;
            try (DotProducts.Queries columns = new DotProducts.Queries(queries)) {
                products = DotProducts.of(data, rows, int8, columns);
            }
            assertThat(products).hasSize(rows * count);
            for (int row = 0; row < rows; row++) {
                for (int q = 0; q < count; q++) {
                    double sum = 0;
                    double size = 0;
                    for (int d = 0; d < dimension; d++) {
                        double term = queries[q][d] * (double) (float) values[row * dimension + d];
                        sum += term;
                        size += Math.abs(term);
                    }
                    assertThat((double) products[row * count + q])
                            .as("dimension %d, row %d, query %d", dimension, row, q)
                            .isCloseTo(sum, within(1e-6 * size + 1e-9));
                }
            }
        }
    }
}
