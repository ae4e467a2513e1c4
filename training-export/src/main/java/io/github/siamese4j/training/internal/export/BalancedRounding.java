package io.github.siamese4j.training.internal.export;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The weights of one output channel, rounded to bytes so that the errors of a kernel cancel (SQuant, arXiv:2202.07471).
 */
final class BalancedRounding {

    private final int from;
    private final int[] values;
    /** Weight minus rounded value, in steps. */
    private final double[] errors;

    /** Rounds each weight to the nearest step. */
    BalancedRounding(float[] weights, int from, int to, float scale) {
        this.from = from;
        values = new int[to - from];
        errors = new double[to - from];
        for (int i = 0; i < values.length; i++) {
            float weight = weights[from + i];
            values[i] = (int) Int8Weights.quantize(weight, scale);
            errors[i] = (double) weight / scale - values[i];
        }
    }

    /**
     * Brings the sum of the errors of each kernel of the given number of weights to at most half a step. Then brings
     * the sum of the channel to at most half a step, which lets the sum of a kernel grow to one step. Both stop when no
     * weight is left to round the other way.
     */
    void balance(int kernel) {
        double[] sums = new double[values.length / kernel];
        for (int k = 0; k < sums.length; k++) {
            int[] members = IntStream.range(k * kernel, (k + 1) * kernel).toArray();
            flip(members, Math.rint(sum(members)));
            sums[k] = sum(members);
        }
        double rest = Math.rint(Arrays.stream(sums).sum());
        // Round one weight of each of the kernels with the largest sums.
        int[] candidates = IntStream.range(0, sums.length)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -Math.signum(rest) * sums[k]))
                .limit((long) Math.abs(rest))
                .mapToInt(k -> largestError(k * kernel, kernel, Math.signum(rest)))
                .toArray();
        flip(candidates, rest);
    }

    void copyTo(byte[] target) {
        for (int i = 0; i < values.length; i++) {
            target[from + i] = (byte) values[i];
        }
    }

    /**
     * Rounds the {@code |count|} members with the largest errors the other way: up if {@code count} is positive, else
     * down.
     */
    private void flip(int[] members, double count) {
        int step = (int) Math.signum(count);
        Arrays.stream(members)
                .filter(i -> step * errors[i] > 0 && Math.abs(values[i] + step) <= Int8Weights.MAX)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -step * errors[i]))
                .limit((long) Math.abs(count))
                .forEach(i -> {
                    values[i] += step;
                    errors[i] -= step;
                });
    }

    private int largestError(int start, int count, double sign) {
        return IntStream.range(start, start + count)
                .boxed()
                .max(Comparator.comparingDouble(i -> sign * errors[i]))
                .orElseThrow();
    }

    private double sum(int[] members) {
        return Arrays.stream(members).mapToDouble(i -> errors[i]).sum();
    }
}
