package io.github.siamese4j.training.internal.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.OptimizerSettings;
import io.github.siamese4j.training.OptimizerSettings.Rule;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.train.GoldenFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares optimizers with torch.optim on given gradients; see src/test/python/optimizer_golden.py. */
class OptimizerGoldenTest {
    private static final TwinDescription NETWORK =
            new TwinDescription(2, 2, List.of(new ConvBlock(2, 1)), false, 2, InputScaling.UNIT, Fit.STRETCH);

    @SuppressWarnings("ArrayRecordComponent")
    record Golden(double[] rates, Map<String, float[]> start, List<Map<String, float[]>> gradients, List<Case> cases) {}

    record Case(Rule rule, double momentum, double decay, Map<String, float[]> end) {
        @Override
        public String toString() {
            return rule + " " + momentum + " decay " + decay;
        }
    }

    private static final Golden GOLDEN = GoldenFile.read("optimizers.json", Golden.class);

    static List<Case> cases() {
        return GOLDEN.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void movesTheWeightsLikePyTorch(Case golden) {
        OptimizerSettings settings = new OptimizerSettings(golden.rule(), golden.momentum(), golden.decay(), 1);
        try (TwinParameters parameters = TwinParameters.of(NETWORK, tensors(GOLDEN.start()), Device.cpu())) {
            ParameterOptimizer optimizer = ParameterOptimizer.create(settings, parameters, Map.of());
            for (int step = 0; step < GOLDEN.rates().length; step++) {
                update(parameters, optimizer, step);
            }
            Map<String, FloatTensor> end = parameters.toTensors();
            golden.end()
                    .forEach((name, expected) ->
                            assertThat(values(end, name)).as(name).containsExactly(expected, within(1e-6f)));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void goesOnFromItsMomentsBitForBit(Case golden) {
        OptimizerSettings settings = new OptimizerSettings(golden.rule(), golden.momentum(), golden.decay(), 1);
        Map<String, FloatTensor> weights = tensors(GOLDEN.start());
        Map<String, FloatTensor> moments = Map.of();
        for (int step = 0; step < GOLDEN.rates().length; step++) {
            try (TwinParameters parameters = TwinParameters.of(NETWORK, weights, Device.cpu())) {
                ParameterOptimizer optimizer = ParameterOptimizer.create(settings, parameters, moments);
                update(parameters, optimizer, step);
                weights = parameters.toTensors();
                moments = optimizer.toTensors();
            }
        }
        Map<String, FloatTensor> interrupted = weights;
        try (TwinParameters parameters = TwinParameters.of(NETWORK, tensors(GOLDEN.start()), Device.cpu())) {
            ParameterOptimizer optimizer = ParameterOptimizer.create(settings, parameters, Map.of());
            for (int step = 0; step < GOLDEN.rates().length; step++) {
                update(parameters, optimizer, step);
            }
            parameters
                    .toTensors()
                    .forEach((name, tensor) ->
                            assertThat(values(interrupted, name)).as(name).isEqualTo(tensor.values()));
        }
    }

    @Test
    void refusesMomentsOfAnotherOptimizer() {
        try (TwinParameters parameters = TwinParameters.of(NETWORK, tensors(GOLDEN.start()), Device.cpu())) {
            Map<String, FloatTensor> moments = ParameterOptimizer.create(OptimizerSettings.sgd(), parameters, Map.of())
                    .toTensors();
            assertThatThrownBy(() -> ParameterOptimizer.create(OptimizerSettings.adam(), parameters, moments))
                    .isInstanceOfSatisfying(
                            TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT_INVALID))
                    .hasMessageContaining(".mean");
        }
    }

    private static void update(TwinParameters parameters, ParameterOptimizer optimizer, int step) {
        try (NDManager scope = parameters.manager().newSubManager()) {
            Map<String, NDArray> gradients = new LinkedHashMap<>();
            tensors(GOLDEN.gradients().get(step))
                    .forEach((name, tensor) -> gradients.put(name, scope.create(tensor.values(), tensor.shape())));
            int owned = parameters.manager().getManagedArrays().size();
            optimizer.update(gradients, GOLDEN.rates()[step], step + 1);
            assertThat(parameters.manager().getManagedArrays()).hasSize(owned);
        }
    }

    private static Map<String, FloatTensor> tensors(Map<String, float[]> values) {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        for (ParameterSpec spec : ParameterSpec.of(NETWORK)) {
            tensors.put(spec.name(), new FloatTensor(spec.shape(), Objects.requireNonNull(values.get(spec.name()))));
        }
        return tensors;
    }

    private static float[] values(Map<String, FloatTensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name).values();
    }
}
