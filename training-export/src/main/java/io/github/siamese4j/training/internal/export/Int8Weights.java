package io.github.siamese4j.training.internal.export;

import java.util.stream.IntStream;

/**
 * Weights as signed bytes in −127..127 with one positive scale per output channel: {@code weight ≈ value · scale}.
 *
 * <p>The inputs of a layer are outputs of a ReLU: not negative, and similar at neighbouring positions. The sum of the
 * errors of a kernel, or of a channel, therefore changes the output most. Where such a sum exceeds half a step, weights
 * close to the middle of two steps are rounded the other way, see {@link BalancedRounding}.
 */
@SuppressWarnings("ArrayRecordComponent") // created and consumed by the graph builder
record Int8Weights(byte[] values, float[] scales) {

    /** Largest magnitude of a value; −128 is not used, so that the range is symmetric. */
    static final int MAX = 127;

    /**
     * Clipping limits are tried in steps of 0.25 %, from 100 % to 80 % of the largest weight m. Below 80 % the error of
     * m alone is (0.2 m)². For up to 7,700 weights per channel, that is more than a finer scale can gain, n (m / 127)²
     * / 12.
     */
    private static final int CLIP_STEPS = 400;

    private static final int SMALLEST_CLIP = 320;

    /**
     * Quantizes each channel of finite weights {@code [channels, …]} separately. A kernel is the weights between one
     * input and one output channel. Among the scales that clip at 80 % to 100 % of the channel's largest magnitude, it
     * takes the one with the least squared error. On trained and random weights, that error is 2 to 4 % below the error
     * at 100 %.
     */
    static Int8Weights of(float[] weights, int channels, int kernel) {
        int perChannel = weights.length / channels;
        byte[] values = new byte[weights.length];
        float[] scales = new float[channels];
        IntStream.range(0, channels).parallel().forEach(channel -> {
            int from = channel * perChannel;
            int to = from + perChannel;
            scales[channel] = bestScale(weights, from, to);
            BalancedRounding rounding = new BalancedRounding(weights, from, to, scales[channel]);
            rounding.balance(kernel);
            rounding.copyTo(values);
        });
        return new Int8Weights(values, scales);
    }

    private static float bestScale(float[] weights, int from, int to) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(weights[i]));
        }
        if (largest / MAX < Float.MIN_NORMAL) {
            // Too small to divide by. All weights of the channel become zero.
            return 1;
        }
        float best = largest / MAX;
        double bestError = squaredError(weights, from, to, best, Double.POSITIVE_INFINITY);
        for (int step = CLIP_STEPS - 1; step >= SMALLEST_CLIP; step--) {
            float scale = (float) ((double) largest * step / CLIP_STEPS / MAX);
            if (scale < Float.MIN_NORMAL) {
                break;
            }
            double error = squaredError(weights, from, to, scale, bestError);
            if (error < bestError) {
                bestError = error;
                best = scale;
            }
        }
        return best;
    }

    /** Returns the squared error, or some value above {@code limit} as soon as the sum exceeds it. */
    private static double squaredError(float[] weights, int from, int to, float scale, double limit) {
        double sum = 0;
        for (int i = from; i < to && sum <= limit; i++) {
            double difference = weights[i] - quantize(weights[i], scale) * scale;
            sum += difference * difference;
        }
        return sum;
    }

    static float quantize(float weight, float scale) {
        return (float) Math.max(-MAX, Math.min(MAX, Math.rint(weight / scale)));
    }
}
