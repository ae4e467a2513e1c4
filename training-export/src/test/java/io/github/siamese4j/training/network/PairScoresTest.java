package io.github.siamese4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.siamese4j.PairScorer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PairScoresTest {
    /** Two equal rows, two of nothing, one so small that its square vanishes in float32, one against the first. */
    private static final float[][] AWKWARD = {{3, 4}, {3, 4}, {0, 0}, {0, 0}, {6e-24f, 8e-24f}, {-3e-10f, -4e-10f}};

    @Test
    void cosinesOfAwkwardVectors() {
        float[] cosines = values(PairScores::cosines);
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
        assertThat(values(x -> PairScores.fromDistances(PairScores.euclidean(x))))
                .containsExactly(PairScores.of(PairScorer.euclidean(), left, right), within(1e-6f));
        assertThat(values(x -> PairScores.fromDistances(PairScores.manhattan(x))))
                .containsExactly(PairScores.of(PairScorer.manhattan(), left, right), within(1e-6f));
        float[] scores = PairScores.of(PairScorer.cosine(), left, right);
        assertThat(scores[0]).isEqualTo(1);
        assertThat(scores[1]).isEqualTo(0.5f);
    }

    @Test
    void gradientsAreFiniteWhereverTheEmbeddingsLie() {
        finite(PairScores::cosines);
        finite(PairScores::euclidean);
        finite(PairScores::manhattan);
    }

    private static void finite(UnaryOperator<NDArray> metric) {
        try (NDManager scope = NDManager.newBaseManager("PyTorch")) {
            NDArray embeddings = scope.create(AWKWARD);
            embeddings.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                collector.backward(metric.apply(embeddings).sum());
            }
            for (float slope : embeddings.getGradient().toFloatArray()) {
                assertThat(slope).isFinite();
            }
        }
    }

    private static float[] values(UnaryOperator<NDArray> metric) {
        try (NDManager scope = NDManager.newBaseManager("PyTorch")) {
            return metric.apply(scope.create(AWKWARD)).toFloatArray();
        }
    }
}
