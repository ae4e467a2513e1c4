package io.github.siamese4j.training.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.OptimizerSettings;
import io.github.siamese4j.training.OptimizerSettings.Rule;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.internal.augment.PixelBatch;
import io.github.siamese4j.training.internal.loss.EmbeddingPairs;
import io.github.siamese4j.training.internal.loss.PairLossFunction;
import io.github.siamese4j.training.internal.loss.PairTargets;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TrunkNetwork;
import io.github.siamese4j.training.internal.network.TwinHead;
import io.github.siamese4j.training.internal.network.TwinInference;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.optimize.ParameterOptimizer;
import io.github.siamese4j.training.internal.train.TrainingStep.Outcome;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares forward pass, loss, gradients, clipping and optimizers with PyTorch; see src/test/python/twin_golden.py. */
class TwinGoldenTest {
    record Golden(int side, int hidden, List<Case> cases) {}

    record Tensor(List<Long> shape, List<Float> values) {}

    record Case(
            boolean batchNorm,
            String rule,
            List<Integer> labels,
            List<Integer> pixels,
            Map<String, Tensor> start,
            Map<String, Tensor> end,
            Map<String, Tensor> gradients,
            List<Double> losses,
            List<Double> norms,
            double plainLoss,
            double balancedLoss,
            List<Float> embeddings,
            List<Float> logits,
            List<Float> inference) {
        @Override
        public String toString() {
            return rule + (batchNorm ? " with" : " without") + " batch normalization";
        }

        ByteBuffer bytes() {
            ByteBuffer buffer = ByteBuffer.allocateDirect(pixels.size());
            pixels.forEach(p -> buffer.put(p.byteValue()));
            return buffer.flip();
        }
    }

    private static final Golden GOLDEN = read();

    private static final TwinDescription description(boolean batchNorm) {
        List<ConvBlock> blocks = List.of(new ConvBlock(4, 1), new ConvBlock(6, 2));
        return new TwinDescription(
                GOLDEN.side(), GOLDEN.side(), blocks, batchNorm, GOLDEN.hidden(), InputScaling.INVERTED, Fit.STRETCH);
    }

    static List<Case> cases() {
        return GOLDEN.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void embedsAndScoresLikePyTorch(Case golden) {
        try (TwinParameters parameters = parameters(golden);
                NDManager scope = parameters.manager().newSubManager()) {
            TrunkNetwork network = TrunkNetwork.of(parameters.network(), Precision.FLOAT32);
            int side = GOLDEN.side();
            Shape shape = new Shape(golden.labels().size(), side, side, 3);
            NDArray pixels = scope.create(golden.bytes(), shape, DataType.UINT8);
            NDArray embeddings = network.embed(pixels, parameters::get, true, 0);
            assertClose(embeddings, golden.embeddings(), 1e-5);
            NDArray logits = TwinHead.logits(EmbeddingPairs.pairDifferences(embeddings), parameters::get);
            assertClose(logits, golden.logits(), 1e-5);
            PairTargets targets = new PairTargets(golden.labels());
            assertThat(PairLossFunction.compute(new PairLoss(true, 0, 0), logits, targets)
                            .toFloatArray()[0])
                    .isEqualTo((float) golden.balancedLoss(), within(1e-5f));
            assertThat(PairLossFunction.compute(new PairLoss(false, 0, 0), logits, targets)
                            .toFloatArray()[0])
                    .isEqualTo((float) golden.plainLoss(), within(1e-5f));
            assertThat(PairLossFunction.compute(new PairLoss(true, 0.5, 0.1), logits, targets)
                            .toFloatArray()[0])
                    .isEqualTo(golden.losses().get(0).floatValue(), within(1e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void trainsLikePyTorch(Case golden) {
        try (TwinParameters parameters = parameters(golden)) {
            ParameterOptimizer optimizer = ParameterOptimizer.create(
                    new OptimizerSettings(Rule.valueOf(golden.rule()), 0.9, 0.01, 1), parameters, Map.of());
            TrainingStep step =
                    Steps.of(parameters, Precision.FLOAT32, List.of(), new PairLoss(true, 0.5, 0.1), optimizer, 0.5);
            int side = GOLDEN.side();
            for (int i = 0; i < golden.losses().size(); i++) {
                PixelBatch batch =
                        new PixelBatch(golden.bytes(), golden.labels().size(), side, side, 3, golden.labels());
                Outcome outcome = step.run(StepInput.of(batch), 0.01, i + 1);
                assertThat(outcome.loss()).isEqualTo(golden.losses().get(i), within(1e-4));
                assertThat(outcome.gradientNorm()).isEqualTo(golden.norms().get(i), within(1e-3));
            }
            Map<String, FloatTensor> end = parameters.toTensors();
            golden.end().forEach((name, expected) -> {
                float[] actual = Objects.requireNonNull(end.get(name), name).values();
                Tensor gradient = golden.gradients().get(name);
                for (int i = 0; i < actual.length; i++) {
                    // If a gradient consists of rounding errors only, Adam amplifies them.
                    if (gradient == null || Math.abs(gradient.values().get(i)) > 1e-5) {
                        float value = expected.values().get(i);
                        assertThat(actual[i]).as(name + "[" + i + "]").isEqualTo(value, within(2e-4f));
                    }
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void infersLikePyTorch(Case golden) {
        try (TwinParameters parameters = parameters(golden.batchNorm(), golden.end());
                TwinInference inference = new TwinInference(parameters)) {
            float[][] rows = inference.embed(golden.bytes(), golden.labels().size(), 3);
            int length = rows[0].length;
            for (int i = 0; i < rows.length; i++) {
                List<Float> expected = golden.inference().subList(i * length, (i + 1) * length);
                assertClose(rows[i], expected, 1e-5, "picture " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void differentiatesLikePyTorch(Case golden) {
        try (TwinParameters parameters = parameters(golden)) {
            Map<String, FloatTensor> seen = new LinkedHashMap<>();
            // With momentum 0 and learning rate 1, the change of a weight is its gradient.
            ParameterOptimizer plain = Steps.plainSgd(parameters);
            Map<String, FloatTensor> before = parameters.toTensors();
            int side = GOLDEN.side();
            Steps.of(parameters, Precision.FLOAT32, List.of(), new PairLoss(true, 0.5, 0.1), plain, 1e9)
                    .run(
                            StepInput.of(new PixelBatch(
                                    golden.bytes(), golden.labels().size(), side, side, 3, golden.labels())),
                            1,
                            1);
            seen.putAll(parameters.toTensors());
            golden.gradients().forEach((name, expected) -> {
                float[] start = Objects.requireNonNull(before.get(name), name).values();
                float[] end = Objects.requireNonNull(seen.get(name), name).values();
                float[] change = new float[start.length];
                for (int i = 0; i < change.length; i++) {
                    change[i] = start[i] - end[i];
                }
                assertClose(change, expected.values(), 1e-4, name);
            });
        }
    }

    private static TwinParameters parameters(Case golden) {
        return parameters(golden.batchNorm(), golden.start());
    }

    private static TwinParameters parameters(boolean batchNorm, Map<String, Tensor> values) {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        values.forEach((name, tensor) -> tensors.put(name, tensor(tensor)));
        return TwinParameters.of(description(batchNorm), tensors, Device.cpu());
    }

    private static FloatTensor tensor(Tensor tensor) {
        long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        float[] values = new float[tensor.values().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.values().get(i);
        }
        return new FloatTensor(new Shape(shape), values);
    }

    private static void assertClose(NDArray actual, List<Float> expected, double tolerance) {
        assertClose(actual.toFloatArray(), expected, tolerance, "array");
    }

    private static void assertClose(float[] actual, List<Float> expected, double tolerance, String name) {
        assertThat(actual).as(name).hasSize(expected.size());
        for (int i = 0; i < actual.length; i++) {
            float value = expected.get(i);
            assertThat(actual[i]).as(name + "[" + i + "]").isEqualTo(value, within((float)
                    (tolerance * (1 + Math.abs(value)))));
        }
    }

    private static Golden read() {
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(TwinGoldenTest.class.getResourceAsStream("/golden/twin.json")),
                StandardCharsets.UTF_8)) {
            return Objects.requireNonNull(new Gson().fromJson(reader, Golden.class));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
