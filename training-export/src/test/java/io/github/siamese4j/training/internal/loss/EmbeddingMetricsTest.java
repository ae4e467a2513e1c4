package io.github.siamese4j.training.internal.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.siamese4j.Metric;
import io.github.siamese4j.training.internal.network.TwinInference;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmbeddingMetricsTest {
    /** Two equal rows, two zero rows, one whose square underflows in float32, and one opposite to the first. */
    private static final float[][] AWKWARD = {{3, 4}, {3, 4}, {0, 0}, {0, 0}, {6e-24f, 8e-24f}, {-3e-10f, -4e-10f}};

    private static final PairTargets PAIRS = new PairTargets(List.of(0, 0, 1, 1, 2, 3));

    private static NDArray none(String name) {
        throw new AssertionError("a metric has no parameter " + name);
    }

    @Test
    void cosinesOfAwkwardVectors() {
        float[] cosines = values(Metric.COSINE);
        assertThat(cosines[0]).as("equal").isEqualTo(1, within(1e-7f));
        assertThat(cosines[1]).as("with zero").isZero();
        assertThat(cosines[9]).as("zero with zero").isZero();
        assertThat(cosines[4]).as("opposite, small").isEqualTo(-1, within(1e-6f));
        assertThat(cosines[3]).as("too small for a gradient").isZero();
    }

    @Test
    void metricsAreThoseOfTheCoreLibrary() {
        float[][] left = new float[15][];
        float[][] right = new float[15][];
        int pair = 0;
        for (int i = 0; i < AWKWARD.length; i++) {
            for (int j = i + 1; j < AWKWARD.length; j++) {
                left[pair] = AWKWARD[i];
                right[pair++] = AWKWARD[j];
            }
        }
        assertThat(values(Metric.EUCLIDEAN))
                .containsExactly(TwinInference.scores(Metric.EUCLIDEAN, left, right), within(1e-6f));
        assertThat(values(Metric.MANHATTAN))
                .containsExactly(TwinInference.scores(Metric.MANHATTAN, left, right), within(1e-6f));
        float[] scores = TwinInference.scores(Metric.COSINE, left, right);
        assertThat(scores[0]).isEqualTo(1);
        assertThat(scores[1]).isEqualTo(0.5f);
    }

    @Test
    void gradientsAreFiniteWhereverTheEmbeddingsLie() {
        finite(Metric.COSINE);
        finite(Metric.EUCLIDEAN);
        finite(Metric.MANHATTAN);
    }

    private static void finite(Metric metric) {
        try (NDManager scope = NDManager.newBaseManager("PyTorch")) {
            NDArray embeddings = scope.create(AWKWARD);
            embeddings.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                collector.backward(
                        EmbeddingPairs.values(embeddings, PAIRS, Optional.of(metric), EmbeddingMetricsTest::none)
                                .sum());
            }
            for (float slope : embeddings.getGradient().toFloatArray()) {
                assertThat(slope).isFinite();
            }
        }
    }

    private static float[] values(Metric metric) {
        try (NDManager scope = NDManager.newBaseManager("PyTorch")) {
            return EmbeddingPairs.values(scope.create(AWKWARD), PAIRS, Optional.of(metric), EmbeddingMetricsTest::none)
                    .toFloatArray();
        }
    }
}
