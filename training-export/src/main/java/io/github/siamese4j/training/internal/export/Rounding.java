package io.github.siamese4j.training.internal.export;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The weights of one output channel, rounded to bytes, and how far each is above its byte in steps. */
final class Rounding {

    private final int from;
    private final int[] values;
    private final double[] errors;

    /** Rounds each weight by itself. */
    Rounding(float[] weights, int from, int to, float scale) {
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
     * Brings the sum of the errors of each kernel to half a step at most, then that of the channel, for which a kernel
     * may go up to a whole one; both as far as there are weights to turn.
     *
     * @param kernel weights of a kernel
     */
    void balance(int kernel) {
        double[] sums = new double[values.length / kernel];
        for (int k = 0; k < sums.length; k++) {
            int[] members = IntStream.range(k * kernel, (k + 1) * kernel).toArray();
            turn(members, Math.rint(sum(members)));
            sums[k] = sum(members);
        }
        double rest = Math.rint(Arrays.stream(sums).sum());
        // One weight of each of the kernels that contribute most.
        int[] candidates = IntStream.range(0, sums.length)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -Math.signum(rest) * sums[k]))
                .limit((long) Math.abs(rest))
                .mapToInt(k -> farthest(k * kernel, kernel, Math.signum(rest)))
                .toArray();
        turn(candidates, rest);
    }

    void copyTo(byte[] target) {
        for (int i = 0; i < values.length; i++) {
            target[from + i] = (byte) values[i];
        }
    }

    /**
     * Rounds {@code count} of the members the other way, those whose errors are largest: up if it is positive, else
     * down.
     */
    private void turn(int[] members, double count) {
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

    private int farthest(int start, int count, double sign) {
        return IntStream.range(start, start + count)
                .boxed()
                .max(Comparator.comparingDouble(i -> sign * errors[i]))
                .orElseThrow();
    }

    private double sum(int[] members) {
        return Arrays.stream(members).mapToDouble(i -> errors[i]).sum();
    }
}
