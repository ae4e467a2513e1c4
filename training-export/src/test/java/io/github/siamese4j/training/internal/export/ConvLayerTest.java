package io.github.siamese4j.training.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.internal.export.ConvLayer.BatchNorm;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConvLayerTest {

    @Test
    void foldedLayerComputesConvolutionThenNormalization() {
        Random random = new Random(8);
        int inputs = 5;
        int outputs = 3;
        ConvLayer layer = new ConvLayer(inputs, outputs, gauss(random, outputs * inputs * 9), gauss(random, outputs));
        BatchNorm norm = new BatchNorm(
                gauss(random, outputs),
                gauss(random, outputs),
                gauss(random, outputs),
                new float[] {0, 0.01f, 30},
                1e-5);
        ConvLayer folded = ConvLayer.fold(layer, norm);
        float[] window = gauss(random, inputs * 9);
        for (int o = 0; o < outputs; o++) {
            double normalized =
                    (at(layer, o, window) - norm.mean()[o]) / Math.sqrt(norm.variance()[o] + 1e-5) * norm.gamma()[o]
                            + norm.beta()[o];
            assertThat(at(folded, o, window)).isCloseTo(normalized, within(1e-5 * (1 + Math.abs(normalized))));
        }
    }

    @Test
    void refusesANormOfOtherChannels() {
        ConvLayer layer = new ConvLayer(1, 2, new float[18], new float[2]);
        float[] one = {1};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConvLayer.fold(layer, new BatchNorm(one, one, one, one, 1e-5)))
                .withMessage("norm must have 2 channels, as many as the convolution: 1");
    }

    @Test
    void refusesWrongLengthsAndNegativeVariance() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvLayer(3, 2, new float[53], new float[2]))
                .withMessage("convolution weights must have 54 values: 53");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvLayer(3, 0, new float[0], new float[0]))
                .withMessage("outputChannels must be at least 1: 0");
        float[] one = {1};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchNorm(one, one, one, new float[] {-1}, 1e-5))
                .withMessage("variance must not be negative: -1.0");
    }

    @Test
    void refusesWeightsThatAreNotFinite() {
        float[] bias = {0, Float.NaN};
        assertThatThrownBy(() -> new ConvLayer(1, 2, new float[18], bias))
                .isInstanceOfSatisfying(
                        TrainingException.class,
                        e -> assertThat(e.code()).isEqualTo(TrainingException.Code.WEIGHTS_NOT_FINITE))
                .hasMessageStartingWith("WEIGHTS_NOT_FINITE: convolution bias[1] is NaN");
    }

    private static double at(ConvLayer layer, int output, float[] window) {
        double sum = layer.bias()[output];
        for (int i = 0; i < window.length; i++) {
            sum += (double) layer.weights()[output * window.length + i] * window[i];
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
