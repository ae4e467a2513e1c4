package io.github.siamese4j.training.internal.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.siamese4j.Metric;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.golden.FeatureTwins;
import io.github.siamese4j.training.golden.PlainFeatureTwin;
import io.github.siamese4j.training.internal.data.Standardization;
import io.github.siamese4j.training.internal.loss.EmbeddingPairs;
import io.github.siamese4j.training.internal.loss.PairTargets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares forward pass, gradients and dropout with the definitions in double precision. */
class FeatureTrunkTest {
    private static final int COUNT = 5;
    private static final PairTargets PAIRS = new PairTargets(List.of(0, 0, 1, 1, 2));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void embedsAsDefined(boolean standardize) {
        FeatureTwin twin = FeatureTwins.twin("COSINE", standardize);
        TwinWeights weights = FeatureTwins.weights(twin, 1);
        float[][] vectors = FeatureTwins.vectors(twin, COUNT, 2);
        PlainFeatureTwin plain = new PlainFeatureTwin(weights);
        try (TwinInference inference = TwinInference.of(weights)) {
            float[][] embeddings = inference.embed(vectors);
            for (int i = 0; i < COUNT; i++) {
                double[] expected = plain.embed(vectors[i]);
                assertThat(Arrays.stream(expected).sum()).isPositive();
                for (int d = 0; d < expected.length; d++) {
                    assertThat((double) embeddings[i][d])
                            .isEqualTo(expected[d], within(1e-5 * (1 + Math.abs(expected[d]))));
                }
            }
            assertThat(inference.embed(new float[0][])).isEmpty();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> inference.embed(new float[1][3]))
                    .withMessage("vectors must have 11 features: 3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"COSINE", "EUCLIDEAN", "MANHATTAN", "HEAD"})
    void scoresPairsInOrderAndInferenceAgrees(String scorer) {
        FeatureTwin twin = FeatureTwins.twin(scorer, true);
        TwinWeights weights = FeatureTwins.weights(twin, 3);
        float[][] vectors = FeatureTwins.vectors(twin, COUNT, 4);
        PlainFeatureTwin plain = new PlainFeatureTwin(weights);
        try (TwinParameters parameters = TwinParameters.of(twin, weights.tensors(), Device.cpu());
                NDManager scope = parameters.manager().newSubManager();
                TwinInference inference = new TwinInference(parameters)) {
            FeatureTrunk network = new FeatureTrunk(twin);
            NDArray embeddings = network.embed(features(scope, vectors), parameters::get, false, 0);
            float[] values = EmbeddingPairs.values(embeddings, PAIRS, twin.scorer(), parameters::get)
                    .toFloatArray();
            assertThat(values).hasSize(COUNT * (COUNT - 1) / 2);
            float[][] rows = inference.embed(vectors);
            int pair = 0;
            for (int i = 0; i < COUNT; i++) {
                for (int j = i + 1; j < COUNT; j++) {
                    double expected = plain.value(plain.embed(vectors[i]), plain.embed(vectors[j]));
                    assertThat((double) values[pair++]).isEqualTo(expected, within(1e-5));
                    float[][] left = {rows[i]};
                    float[][] right = {rows[j]};
                    assertThat(inference.scores(left, right)[0]).isEqualTo(plain.score(left, right)[0], within(1e-6f));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"COSINE", "EUCLIDEAN", "MANHATTAN", "HEAD"})
    void gradientsAreSlopes(String scorer) {
        FeatureTwin twin = FeatureTwins.twin(scorer, true);
        TwinWeights weights = FeatureTwins.weights(twin, 5);
        float[][] vectors = FeatureTwins.vectors(twin, COUNT, 6);
        Map<String, float[]> gradients = gradients(weights, vectors);
        PlainFeatureTwin plain = new PlainFeatureTwin(weights);
        double step = 1e-6;
        int compared = 0;
        for (Map.Entry<String, float[]> entry : gradients.entrySet()) {
            double[] values = requireNonNull(plain.weights().get(entry.getKey()));
            for (int i = 0; i < values.length; i++) {
                double before = values[i];
                values[i] = before + step;
                double above = loss(plain, vectors);
                values[i] = before - step;
                double below = loss(plain, vectors);
                values[i] = before;
                double slope = (above - below) / (2 * step);
                assertThat((double) entry.getValue()[i])
                        .as(entry.getKey() + "[" + i + "]")
                        .isEqualTo(slope, within(1e-4 * (1 + Math.abs(slope))));
                compared += Math.abs(slope) > 1e-3 ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThan(40);
    }

    @Test
    void theSameSeedDropsTheSame() {
        TwinWeights weights = FeatureTwins.weights(FeatureTwins.twin("COSINE", true), 7);
        float[][] vectors = FeatureTwins.vectors(weights.network().overFeatures(), 40, 8);
        float[] one = trained(weights, vectors, 11);
        assertThat(trained(weights, vectors, 11)).isEqualTo(one);
        assertThat(trained(weights, vectors, 12)).isNotEqualTo(one);
    }

    /** Uses identity layers, so that an output is the product of the masks of all layers. */
    @Test
    void eachLayerDropsItsOwnShareAndScalesTheRest() {
        int width = 300;
        FeatureTwin twin =
                new FeatureTwin(width, List.of(width, width), 0.2, false, false, Optional.of(Metric.COSINE), 1, null);
        Map<String, FloatTensor> tensors = TwinParameters.initialize(twin, 0, Standardization.none(width));
        for (int layer = 1; layer <= 2; layer++) {
            float[] identity = new float[width * width];
            for (int i = 0; i < width; i++) {
                identity[i * width + i] = 1;
            }
            tensors.put(ParameterNames.dense(layer) + ".weight", new FloatTensor(new Shape(width, width), identity));
        }
        TwinWeights weights = new TwinWeights(twin, tensors);
        float[][] ones = new float[100][width];
        Arrays.stream(ones).forEach(row -> Arrays.fill(row, 1));
        float[] outputs = trained(weights, ones, 1);
        int dropped = 0;
        for (float output : outputs) {
            if (output == 0) {
                dropped++;
            } else {
                assertThat(output).isEqualTo(1 / 0.64f, within(1e-5f));
            }
        }
        // With equal masks, a fifth would be dropped. The standard deviation of the share is 0.003.
        assertThat(dropped / (double) outputs.length).isEqualTo(1 - 0.64, within(0.015));
        try (TwinInference inference = TwinInference.of(weights)) {
            assertThat(inference.embed(ones)[0]).containsOnly(1);
        }
    }

    /** The gradient of the sum of all embeddings by a bias of the last layer is the scaled number of kept outputs. */
    @Test
    void gradientsFlowThroughWhatIsKept() {
        TwinWeights weights = FeatureTwins.weights(FeatureTwins.twin("COSINE", true), 7);
        FeatureTwin twin = weights.network().overFeatures();
        float[][] vectors = FeatureTwins.vectors(twin, 200, 8);
        try (TwinParameters parameters = TwinParameters.of(twin, weights.tensors(), Device.cpu());
                NDManager scope = parameters.manager().newSubManager()) {
            Map<String, NDArray> leaves = parameters.leaves(scope);
            float[] embeddings;
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray output = new FeatureTrunk(twin)
                        .embed(
                                features(scope, vectors),
                                name -> leaves.getOrDefault(name, parameters.get(name)),
                                true,
                                9);
                embeddings = output.toFloatArray();
                collector.backward(output.sum());
            }
            float[] gradient = requireNonNull(leaves.get("trunk.dense3.bias"))
                    .getGradient()
                    .toFloatArray();
            for (int j = 0; j < gradient.length; j++) {
                int kept = 0;
                for (int n = 0; n < vectors.length; n++) {
                    kept += embeddings[n * gradient.length + j] > 0 ? 1 : 0;
                }
                assertThat(gradient[j]).isEqualTo(kept / 0.9f, within(1e-3f));
            }
            assertThat(gradient).isNotEqualTo(new float[gradient.length]);
        }
    }

    private static float[] trained(TwinWeights weights, float[][] vectors, long seed) {
        FeatureTwin twin = weights.network().overFeatures();
        try (TwinParameters parameters = TwinParameters.of(twin, weights.tensors(), Device.cpu());
                NDManager scope = parameters.manager().newSubManager()) {
            return new FeatureTrunk(twin)
                    .embed(features(scope, vectors), parameters::get, true, seed)
                    .toFloatArray();
        }
    }

    /** Returns the gradients of {@link #loss} in inference mode, where no output is dropped. */
    private static Map<String, float[]> gradients(TwinWeights weights, float[][] vectors) {
        FeatureTwin twin = weights.network().overFeatures();
        try (TwinParameters parameters = TwinParameters.of(twin, weights.tensors(), Device.cpu());
                NDManager scope = parameters.manager().newSubManager()) {
            Map<String, NDArray> leaves = parameters.leaves(scope);
            FeatureTrunk network = new FeatureTrunk(twin);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray embeddings = network.embed(
                        features(scope, vectors), name -> leaves.getOrDefault(name, parameters.get(name)), false, 0);
                NDArray values = EmbeddingPairs.values(
                        embeddings, PAIRS, twin.scorer(), name -> requireNonNull(leaves.get(name)));
                collector.backward(values.mul(scope.create(factors())).sum());
            }
            Map<String, float[]> gradients = new LinkedHashMap<>();
            leaves.forEach(
                    (name, leaf) -> gradients.put(name, leaf.getGradient().toFloatArray()));
            return gradients;
        }
    }

    private static double loss(PlainFeatureTwin plain, float[][] vectors) {
        double[][] embeddings = Arrays.stream(vectors).map(plain::embed).toArray(double[][]::new);
        float[] factors = factors();
        double sum = 0;
        int pair = 0;
        for (int i = 0; i < COUNT; i++) {
            for (int j = i + 1; j < COUNT; j++) {
                sum += factors[pair++] * plain.value(embeddings[i], embeddings[j]);
            }
        }
        return sum;
    }

    private static float[] factors() {
        Random random = new Random(9);
        float[] factors = new float[COUNT * (COUNT - 1) / 2];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = (float) random.nextGaussian();
        }
        return factors;
    }

    private static NDArray features(NDManager scope, float[][] vectors) {
        return scope.create(vectors);
    }
}
