package io.github.siamese4j.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Image;
import io.github.siamese4j.Metric;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparatorPropertyTest {

    private static final long SEED = 7;

    private static SiameseComparator comparator;

    @BeforeAll
    static void load() {
        comparator = TestModels.tiny();
    }

    @AfterAll
    static void close() {
        comparator.close();
    }

    @Test
    void symmetricToTheLastBitAndBetweenZeroAndOne() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200; i++) {
            Image a = picture(random);
            Image b = picture(random);
            double score = comparator.similarity(a, b);
            assertThat(comparator.similarity(b, a))
                    .as("seed %d, pair %d", SEED, i)
                    .isEqualTo(score);
            assertThat(score).isBetween(0.0, 1.0);
        }
    }

    @Test
    void aPictureWithItselfScoresTheSelfScore() {
        Random random = new Random(SEED);
        for (int i = 0; i < 50; i++) {
            Image a = picture(random);
            assertThat(comparator.similarity(a, a))
                    .as("seed %d, picture %d", SEED, i)
                    .isEqualTo(comparator.selfScore().orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 31, 32, 33, 71})
    void aBatchEqualsOneByOne(int count) {
        Random random = new Random(SEED + count);
        List<Image> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pictures.add(picture(random));
        }
        List<Embedding> together = comparator.encoder().encode(pictures);
        assertThat(together).hasSize(count);
        double[] scores = comparator.scorer().scores(together.get(0), together);
        for (int i = 0; i < count; i++) {
            Embedding alone = comparator.encoder().encode(pictures.get(i));
            for (int d = 0; d < alone.dimension(); d++) {
                assertThat(together.get(i).get(d)).isCloseTo(alone.get(d), within(1e-6f));
            }
            assertThat(scores[i]).isCloseTo(comparator.similarity(pictures.get(0), pictures.get(i)), within(1e-6));
        }
    }

    @Test
    void nothingInNothingOut() {
        assertThat(comparator.encoder().encode(List.of())).isEmpty();
        Embedding any = Embedding.of(new float[comparator.encoder().dimension()]);
        assertThat(comparator.scorer().scores(any, List.of())).isEmpty();
    }

    @Test
    void metricsAgreeWithTheirFormulas() {
        Random random = new Random(SEED);
        for (int i = 0; i < 100; i++) {
            int dimension = 1 + random.nextInt(40);
            float[] a = vector(random, dimension);
            float[] b = vector(random, dimension);
            double dot = 0;
            double aa = 0;
            double bb = 0;
            double l1 = 0;
            double l2 = 0;
            for (int d = 0; d < dimension; d++) {
                dot += (double) a[d] * b[d];
                aa += (double) a[d] * a[d];
                bb += (double) b[d] * b[d];
                l1 += Math.abs((double) a[d] - b[d]);
                l2 += Math.pow((double) a[d] - b[d], 2);
            }
            Embedding left = Embedding.of(a);
            Embedding right = Embedding.of(b);
            assertThat(Metric.COSINE.score(left, right)).isCloseTo((1 + dot / Math.sqrt(aa * bb)) / 2, within(1e-12));
            assertThat(Metric.MANHATTAN.score(left, right)).isCloseTo(1 / (1 + l1), within(1e-12));
            assertThat(Metric.EUCLIDEAN.score(left, right)).isCloseTo(1 / (1 + Math.sqrt(l2)), within(1e-12));
        }
    }

    @Test
    void modelsWithAMetricScoreByThatMetric() {
        Random random = new Random(SEED);
        Image a = picture(random);
        Image b = picture(random);
        List<Embedding> pair = comparator.encoder().encode(List.of(a, b));
        assertThat(withMetric("cosine", a, b)).isEqualTo(Metric.COSINE.score(pair.get(0), pair.get(1)));
        assertThat(withMetric("euclidean", a, b)).isEqualTo(Metric.EUCLIDEAN.score(pair.get(0), pair.get(1)));
        assertThat(withMetric("manhattan", a, b)).isEqualTo(Metric.MANHATTAN.score(pair.get(0), pair.get(1)));
    }

    private static double withMetric(String metric, Image a, Image b) {
        RuntimeOptions options = TestModels.onProcessor();
        try (SiameseComparator other = SiameseComparator.load(TestModels.path("tiny-" + metric), options)) {
            return other.similarity(a, b);
        }
    }

    private static Image picture(Random random) {
        BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                picture.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        return Image.of(picture);
    }

    private static float[] vector(Random random, int dimension) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }
}
