package io.github.siamese4j.training.internal.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightAverageTest {
    private static final TwinDescription NETWORK =
            new TwinDescription(4, 4, List.of(new ConvBlock(2, 1)), true, 3, InputScaling.UNIT, Fit.STRETCH);

    private static Map<String, FloatTensor> random(long seed) {
        Random random = new Random(seed);
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        for (ParameterSpec spec : ParameterSpec.of(NETWORK)) {
            float[] drawn = new float[(int) spec.shape().size()];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = (float) random.nextGaussian();
            }
            values.put(spec.name(), new FloatTensor(spec.shape(), drawn));
        }
        return values;
    }

    private static float[] values(Map<String, FloatTensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name).values();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.99, 0.9999})
    void isTheWeightedMeanOfTheStepsWithoutTheStart(double decay) {
        List<Map<String, FloatTensor>> steps = new ArrayList<>();
        try (WeightAverage average = new WeightAverage(NETWORK, random(0), decay, Device.cpu())) {
            int arrays = average.parameters().manager().getManagedArrays().size();
            for (int t = 1; t <= 7; t++) {
                steps.add(random(t));
                try (TwinParameters parameters = TwinParameters.of(NETWORK, random(t), Device.cpu())) {
                    average.add(parameters, t);
                    assertThat(parameters.manager().getManagedArrays()).hasSize(arrays);
                }
                Map<String, FloatTensor> actual = average.parameters().toTensors();
                for (ParameterSpec spec : ParameterSpec.of(NETWORK)) {
                    float[] values = values(actual, spec.name());
                    for (int k = 0; k < values.length; k++) {
                        assertThat(values[k]).isEqualTo((float) mean(steps, decay, spec.name(), k), within(1e-5f));
                    }
                }
            }
            assertThat(average.parameters().manager().getManagedArrays()).hasSize(arrays);
        }
    }

    private static double mean(List<Map<String, FloatTensor>> steps, double decay, String name, int index) {
        double sum = 0;
        double total = 0;
        for (int i = 1; i <= steps.size(); i++) {
            double weight = Math.pow(decay, steps.size() - i);
            sum += weight * values(steps.get(i - 1), name)[index];
            total += weight;
        }
        return sum / total;
    }

    @Test
    void refusesADecayThatWouldNeverForget() {
        TrainingConfig.Builder config = TrainingConfig.builder(Path.of("d"), Path.of("r"));
        for (double decay : new double[] {-0.1, 1, Double.NaN}) {
            assertThatThrownBy(() -> config.averageDecay(decay).build())
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("averageDecay must be in [0, 1): " + decay);
        }
    }
}
