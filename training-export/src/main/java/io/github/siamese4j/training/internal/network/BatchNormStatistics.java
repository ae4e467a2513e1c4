package io.github.siamese4j.training.internal.network;

/**
 * Batch normalization at inference: {@code y = (x − mean) / √(variance + epsilon) · gamma + beta} per channel (Ioffe
 * and Szegedy 2015, arXiv:1502.03167). All arrays have one value per channel; they are not copied.
 *
 * @param gamma learned scale
 * @param beta learned shift
 * @param mean running mean
 * @param variance running variance, not negative
 * @param epsilon added to the variance, positive
 */
@SuppressWarnings("ArrayRecordComponent") // read once by fold, never kept
public record BatchNormStatistics(float[] gamma, float[] beta, float[] mean, float[] variance, double epsilon) {

    /** Checks lengths and ranges. */
    public BatchNormStatistics {
        if (beta.length != gamma.length || mean.length != gamma.length || variance.length != gamma.length) {
            throw new IllegalArgumentException("gamma, beta, mean and variance must have the same length: "
                    + gamma.length + ", " + beta.length + ", " + mean.length + ", " + variance.length);
        }
        for (float value : variance) {
            if (value < 0) {
                throw new IllegalArgumentException("variance must not be negative: " + value);
            }
        }
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon must be positive: " + epsilon);
        }
    }

    /**
     * Changes a convolution so that it computes the convolution followed by this normalization: per output channel
     * {@code w' = w·g} and {@code b' = (b − mean)·g + beta} with {@code g = gamma / √(variance + epsilon)}, in double
     * precision (Jacob et al. 2018, arXiv:1712.05877, section 3.2).
     *
     * @param weights {@code [channels, …]}, row-major; changed
     * @param bias one value per channel, zeros for a convolution without bias; changed
     */
    public void fold(float[] weights, float[] bias) {
        if (bias.length != gamma.length) {
            throw new IllegalArgumentException(
                    "bias must have " + gamma.length + " values, one per channel: " + bias.length);
        }
        int perChannel = weights.length / gamma.length;
        for (int o = 0; o < gamma.length; o++) {
            double gain = gamma[o] / Math.sqrt(variance[o] + epsilon);
            for (int i = o * perChannel; i < (o + 1) * perChannel; i++) {
                weights[i] = (float) (weights[i] * gain);
            }
            bias[o] = (float) (((double) bias[o] - mean[o]) * gain + beta[o]);
        }
    }
}
