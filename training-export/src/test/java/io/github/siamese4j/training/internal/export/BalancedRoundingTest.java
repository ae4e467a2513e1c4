package io.github.siamese4j.training.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BalancedRoundingTest {
    private static final float SCALE = 0.25f;

    @Test
    void roundsToTheNearestStepBeforeBalancing() {
        byte[] values = new byte[6];
        new BalancedRounding(new float[] {9, 0.3f, -0.3f, 0.1f, 100, -100, 9}, 1, 6, SCALE).copyTo(values);
        assertThat(values).containsExactly(0, 1, -1, 0, 127, -127);
    }

    /** Of all roundings up or down whose errors sum to at most half a step, the one with the least squared error. */
    @Test
    void aKernelIsRoundedAsAnExhaustiveSearchWould() {
        Random random = new Random(11);
        for (int trial = 0; trial < 200; trial++) {
            float[] weights = new float[7];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = random.nextFloat() * 8 - 4;
            }
            byte[] values = balanced(weights, weights.length);
            double best = Double.POSITIVE_INFINITY;
            for (int choice = 0; choice < 1 << weights.length; choice++) {
                double sum = 0;
                double squares = 0;
                for (int i = 0; i < weights.length; i++) {
                    double steps = weights[i] / (double) SCALE;
                    double error = steps - (Math.floor(steps) + (choice >> i & 1));
                    sum += error;
                    squares += error * error;
                }
                if (Math.abs(sum) <= 0.5) {
                    best = Math.min(best, squares);
                }
            }
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < weights.length; i++) {
                double error = weights[i] / (double) SCALE - values[i];
                sum += error;
                squares += error * error;
            }
            assertThat(Math.abs(sum)).isLessThanOrEqualTo(0.5 + 1e-9);
            assertThat(squares).isCloseTo(best, within(1e-9));
        }
    }

    @Test
    void theSumOfAChannelIsBalancedAfterItsKernels() {
        // Each kernel has an error of 0.4, too little to round its weight up. Together they have 2.4 steps.
        float[] weights = {0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f};
        byte[] values = balanced(weights, 1);
        int sum = 0;
        for (byte value : values) {
            assertThat(value).isBetween((byte) 0, (byte) 1);
            sum += value;
        }
        assertThat(sum).isEqualTo(2);
    }

    @Test
    void weightsAtTheEndOfTheRangeStayThere() {
        // Both errors of 0.4 steps could only be balanced by 128.
        float[] weights = {127.4f * SCALE, 127.4f * SCALE};
        assertThat(balanced(weights, 2)).containsExactly(127, 127);
    }

    private static byte[] balanced(float[] weights, int kernel) {
        BalancedRounding rounding = new BalancedRounding(weights, 0, weights.length, SCALE);
        rounding.balance(kernel);
        byte[] values = new byte[weights.length];
        rounding.copyTo(values);
        return values;
    }
}
