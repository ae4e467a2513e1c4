package io.github.siamese4j.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeaturePropertyTest {

    private static final long SEED = 11;

    private static SiameseComparator comparator;

    @BeforeAll
    static void load() {
        comparator = SiameseComparator.load(TestModels.path("features-onnx"), TestModels.onProcessor());
    }

    @AfterAll
    static void close() {
        comparator.close();
    }

    @Test
    void symmetricToTheLastBitAndBetweenZeroAndOne() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200; i++) {
            float[] a = vector(random);
            float[] b = vector(random);
            double score = comparator.similarity(a, b);
            assertThat(comparator.similarity(b, a))
                    .as("seed %d, pair %d", SEED, i)
                    .isEqualTo(score);
            assertThat(score).isBetween(0.0, 1.0);
        }
    }

    @Test
    void aVectorWithItselfScoresTheSelfScore() {
        Random random = new Random(SEED);
        for (int i = 0; i < 50; i++) {
            float[] a = vector(random);
            assertThat(comparator.similarity(a, a.clone()))
                    .as("seed %d, vector %d", SEED, i)
                    .isEqualTo(comparator.selfScore().orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 31, 32, 33, 71})
    void aBatchEqualsOneByOne(int count) {
        Random random = new Random(SEED + count);
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            vectors.add(vector(random));
        }
        List<Embedding> together = comparator.encoder().encodeFeatures(vectors);
        assertThat(together).hasSize(count);
        for (int i = 0; i < count; i++) {
            Embedding alone = comparator.encoder().encodeFeatures(vectors.get(i));
            for (int d = 0; d < alone.dimension(); d++) {
                assertThat(together.get(i).get(d)).isCloseTo(alone.get(d), within(1e-5f));
            }
        }
    }

    private static float[] vector(Random random) {
        float[] values = new float[6];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (3 * random.nextGaussian());
        }
        return values;
    }
}
