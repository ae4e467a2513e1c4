package io.github.siamese4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Embeddings;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockTest {

    private static final int FIRST = 64;
    private static final int CAPACITY = 5;

    @ParameterizedTest
    @EnumSource
    void readsWhatWasWritten(Storage storage) {
        for (int dimension : new int[] {1, 3, 16, 17}) {
            Random random = new Random(dimension);
            Block block = new Block(FIRST, CAPACITY, dimension, storage);
            assertThat(block.end()).isEqualTo(FIRST + CAPACITY);
            float[][] written = new float[CAPACITY][];
            for (int i = CAPACITY - 1; i >= 0; i--) {
                written[i] = Galleries.values(random, dimension);
                StoredVector vector = storage == Storage.INT8
                        ? StoredVector.Codes.of(written[i])
                        : new StoredVector.Floats(written[i]);
                block.write(FIRST + i, Galleries.entry(i), vector);
            }
            Embeddings.Builder builder = Embeddings.builder(dimension, 2);
            block.addTo(builder, FIRST + 3);
            block.addTo(builder, FIRST);
            Embeddings embeddings = builder.build();
            assertThat(embeddings.get(0).toArray()).isEqualTo(block.values(FIRST + 3));
            assertThat(embeddings.get(1).toArray()).isEqualTo(block.values(FIRST));
            for (int i = 0; i < CAPACITY; i++) {
                int row = FIRST + i;
                float largest = 0;
                double square = 0;
                for (int d = 0; d < dimension; d++) {
                    largest = Math.max(largest, Math.abs(written[i][d]));
                    square += (double) block.values(row)[d] * block.values(row)[d];
                }
                float step = storage == Storage.INT8 ? largest / 253.9f : 0;
                assertThat(block.values(row)).containsExactly(written[i], within(step));
                assertThat(block.entry(row)).isEqualTo(Galleries.entry(i));
                assertThat((double) block.norm(row)).isCloseTo(Math.sqrt(square), within(1e-6 * Math.sqrt(square)));
                rewritten(block, row, storage, dimension);
            }
        }
    }

    /** The stored form of a row, written to another block, gives the same bytes. */
    private static void rewritten(Block block, int row, Storage storage, int dimension) {
        Block other = new Block(row, 1, dimension, storage);
        other.write(row, block.entry(row), block.vector(row));
        ByteBuffer expected = block.data(row, 1);
        assertThat(expected.remaining()).isEqualTo(Block.rowBytes(storage, dimension));
        assertThat(other.data(row, 1)).isEqualTo(expected);
        assertThat(other.scale(row)).isEqualTo(block.scale(row));
        assertThat(other.values(row)).isEqualTo(block.values(row));
    }

    @Test
    void codesReachTheOutermostLevels() {
        StoredVector.Codes codes = StoredVector.Codes.of(new float[] {-2, 2, 1, 0, 0.004f});
        assertThat(codes.codes()).containsExactly(-127, 127, 64, 0, 0);
        assertThat(codes.scale()).isEqualTo(2 / 127f);
        StoredVector.Codes zero = StoredVector.Codes.of(new float[3]);
        assertThat(zero.codes()).containsOnly(0);
        assertThat(zero.scale()).isZero();
    }
}
