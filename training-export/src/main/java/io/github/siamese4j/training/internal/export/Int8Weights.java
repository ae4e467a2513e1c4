package io.github.siamese4j.training.internal.export;

import java.util.stream.IntStream;

/**
 * Weights as signed bytes in −127..127 with one scale per output channel: {@code weight ≈ value · scale}.
 *
 * <p>What a layer is given are outputs of rectifiers: positive, and alike at neighbouring places. So it is the sum of
 * the errors of a kernel, and of a channel, that moves its output most. Where such a sum is above half a step, weights
 * that lie nearly between two steps are rounded the other way (SQuant, arXiv:2202.07471).
 *
 * @param values as many as there were weights, in their order
 * @param scales one per output channel, positive
 */
@SuppressWarnings("ArrayRecordComponent") // made and consumed by the graph builder
record Int8Weights(byte[] values, float[] scales) {

    /** Largest magnitude of a value; −128 is left out to be symmetric. */
    static final int MAX = 127;

    /**
     * Clips are tried in steps of 0.25 %. Below 80 % the largest weight m alone costs (0.2 m)², more than a finer scale
     * can gain, n (m / 127)² / 12, for up to 7,700 weights per channel.
     */
    private static final int CLIP_STEPS = 400;

    private static final int SMALLEST_CLIP = 320;

    /**
     * Quantizes each channel by itself. Of the scales that put the largest value at 80 % … 100 % of the channel's
     * largest magnitude, the one with the least squared error is taken; on trained and random weights alike that is 2
     * to 4 % less than at 100 %.
     *
     * @param weights {@code [channels, …]}, row-major, finite
     * @param channels number of output channels; divides the number of weights
     * @param kernel number of weights between one input channel and one output channel; divides the weights of a
     *     channel
     * @return values and scales
     */
    static Int8Weights of(float[] weights, int channels, int kernel) {
        int perChannel = weights.length / channels;
        byte[] values = new byte[weights.length];
        float[] scales = new float[channels];
        IntStream.range(0, channels).parallel().forEach(channel -> {
            int from = channel * perChannel;
            int to = from + perChannel;
            scales[channel] = bestScale(weights, from, to);
            Rounding rounding = new Rounding(weights, from, to, scales[channel]);
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
            // Too small to divide by; every weight of the channel becomes zero under any sensible scale.
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

    /** Stops adding once the sum exceeds {@code limit}: most candidates lose early. */
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
