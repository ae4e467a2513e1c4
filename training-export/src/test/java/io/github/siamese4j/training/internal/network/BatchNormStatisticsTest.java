package io.github.siamese4j.training.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchNormStatisticsTest {
    private static final double EPSILON = 1e-5;

    @Test
    void foldedLayerComputesConvolutionThenNormalization() {
        Random random = new Random(8);
        int inputs = 5;
        int outputs = 3;
        float[] weights = gauss(random, outputs * inputs * 9);
        float[] bias = gauss(random, outputs);
        BatchNormStatistics norm = new BatchNormStatistics(
                gauss(random, outputs),
                gauss(random, outputs),
                gauss(random, outputs),
                new float[] {0, 0.01f, 30},
                EPSILON);
        float[] foldedWeights = weights.clone();
        float[] foldedBias = bias.clone();
        norm.fold(foldedWeights, foldedBias);
        float[] window = gauss(random, inputs * 9);
        for (int o = 0; o < outputs; o++) {
            double normalized = (at(weights, bias, o, window) - norm.mean()[o])
                            / Math.sqrt(norm.variance()[o] + EPSILON)
                            * norm.gamma()[o]
                    + norm.beta()[o];
            assertThat(at(foldedWeights, foldedBias, o, window))
                    .isCloseTo(normalized, within(1e-5 * (1 + Math.abs(normalized))));
        }
    }

    @Test
    void refusesANormOfOtherChannels() {
        float[] one = {1};
        BatchNormStatistics norm = new BatchNormStatistics(one, one, one, one, EPSILON);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> norm.fold(new float[18], new float[2]))
                .withMessage("bias must have 1 values, one per channel: 2");
    }

    @Test
    void refusesValuesOutOfRange() {
        float[] one = {1};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchNormStatistics(one, one, one, new float[] {-1}, EPSILON))
                .withMessage("variance must not be negative: -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchNormStatistics(one, new float[2], one, one, EPSILON))
                .withMessageContaining("same length: 1, 2, 1, 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchNormStatistics(one, one, one, one, 0))
                .withMessage("epsilon must be positive: 0.0");
    }

    private static double at(float[] weights, float[] bias, int output, float[] window) {
        double sum = bias[output];
        for (int i = 0; i < window.length; i++) {
            sum += (double) weights[output * window.length + i] * window[i];
        }
        return sum;
    }

    private static float[] gauss(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
