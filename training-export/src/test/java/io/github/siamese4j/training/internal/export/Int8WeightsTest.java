package io.github.siamese4j.training.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Int8WeightsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 127, 4608})
    void eachWeightByItselfIsWithinHalfAScaleInsideTheClipAndAtTheEndOutside(int perChannel) {
        int channels = 7;
        float[] weights = heavyTailed(channels * perChannel);
        Int8Weights quantized = Int8Weights.of(weights, channels, 1);
        assertThat(quantized.values()).hasSize(weights.length);
        assertThat(quantized.scales()).hasSize(channels);
        byte[] single = new byte[weights.length];
        for (int channel = 0; channel < channels; channel++) {
            int from = channel * perChannel;
            new BalancedRounding(weights, from, from + perChannel, quantized.scales()[channel]).copyTo(single);
        }
        for (int i = 0; i < weights.length; i++) {
            double scale = quantized.scales()[i / perChannel];
            int value = single[i];
            if (Math.abs(weights[i]) <= 127 * scale) {
                assertThat(value * scale).isCloseTo(weights[i], within(scale / 2 * (1 + 1e-6)));
            } else {
                assertThat(value).isEqualTo(weights[i] > 0 ? 127 : -127);
            }
            assertThat(quantized.values()[i] - value).isBetween(-1, 1);
        }
    }

    @Test
    void errorIsBelowThatOfTheScaleByLargestMagnitude() {
        float[] weights = heavyTailed(4608);
        float largest = 0;
        for (float weight : weights) {
            largest = Math.max(largest, Math.abs(weight));
        }
        double chosen = squaredError(weights, Int8Weights.of(weights, 1, 1).scales()[0]);
        assertThat(chosen).isLessThan(0.98 * squaredError(weights, largest / 127));
    }

    /** For a constant or slowly changing positive input, the product with a kernel changes by half a step at most. */
    @Test
    void errorsOfAKernelAndOfAChannelCancel() {
        int kernel = 9;
        float[] weights = new float[kernel * 64];
        Random random = new Random(8);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextFloat() - 0.5f;
        }
        Int8Weights quantized = Int8Weights.of(weights, 1, kernel);
        double[] sums = new double[64];
        for (int i = 0; i < weights.length; i++) {
            sums[i / kernel] += weights[i] / quantized.scales()[0] - quantized.values()[i];
        }
        assertThat(DoubleStream.of(sums).map(Math::abs).max().orElseThrow()).isLessThan(1.001);
        assertThat(DoubleStream.of(sums).sum()).isBetween(-0.501, 0.501);
        assertThat(DoubleStream.of(sums).filter(sum -> Math.abs(sum) > 0.501).count())
                .isLessThan(8);
    }

    @Test
    void channelsDoNotTouchEachOther() {
        float[] weights = heavyTailed(2 * 50);
        float[] louder = weights.clone();
        for (int i = 50; i < 100; i++) {
            louder[i] *= 1000;
        }
        assertThat(Int8Weights.of(louder, 2, 1).scales()[0])
                .isEqualTo(Int8Weights.of(weights, 2, 1).scales()[0]);
    }

    @Test
    void wholeMultiplesAreExact() {
        float[] weights = {-127, 64, 0, 1, 127};
        Int8Weights quantized = Int8Weights.of(weights, 1, 1);
        assertThat(quantized.scales()).containsExactly(1f);
        assertThat(quantized.values()).containsExactly(-127, 64, 0, 1, 127);
    }

    @Test
    void aChannelOfZerosOrTinyValuesHasAnOrdinaryScale() {
        Int8Weights quantized = Int8Weights.of(new float[] {0, -0f, Float.MIN_VALUE, 1e-38f}, 2, 1);
        assertThat(quantized.scales()).containsExactly(1f, 1f);
        assertThat(quantized.values()).containsOnly(0);
    }

    private static float[] heavyTailed(int count) {
        Random random = new Random(4);
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            double gauss = random.nextGaussian();
            weights[i] = (float) (0.02 * gauss * Math.exp(0.7 * Math.abs(random.nextGaussian())));
        }
        return weights;
    }

    private static double squaredError(float[] weights, double scale) {
        double sum = 0;
        for (float weight : weights) {
            double value = Math.max(-127, Math.min(127, Math.rint(weight / scale)));
            sum += (weight - value * scale) * (weight - value * scale);
        }
        return sum;
    }
}
