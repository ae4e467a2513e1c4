package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.TwinDescription;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Batch normalization at inference: {@code y = (x − mean) / √(variance + epsilon) · gamma + beta} per channel (Ioffe
 * and Szegedy 2015, arXiv:1502.03167). All arrays have one value per channel and are not copied. The variance is not
 * negative, and epsilon is positive.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
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

    /** Returns the names of the tensors of a normalization in a checkpoint. */
    static List<String> names(String norm) {
        return List.of(norm + ".gamma", norm + ".beta", norm + ".mean", norm + ".variance");
    }

    /** Reads the tensors of a normalization. */
    static BatchNormStatistics of(Map<String, FloatTensor> tensors, String norm) {
        List<float[]> read = names(norm).stream()
                .map(name -> Objects.requireNonNull(tensors.get(name), name).values())
                .toList();
        return new BatchNormStatistics(
                read.get(0), read.get(1), read.get(2), read.get(3), TwinDescription.BATCH_NORM_EPSILON);
    }

    /** Adds the tensors of this normalization, or replaces them. */
    void putInto(Map<String, FloatTensor> tensors, String norm) {
        List<float[]> arrays = List.of(gamma, beta, mean, variance);
        for (int i = 0; i < arrays.size(); i++) {
            tensors.put(names(norm).get(i), new FloatTensor(new Shape(gamma.length), arrays.get(i)));
        }
    }

    /** Returns the factor of a channel, gamma / √(variance + epsilon). */
    double gain(int channel) {
        return gamma[channel] / Math.sqrt(variance[channel] + epsilon);
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
            double gain = gain(o);
            for (int i = o * perChannel; i < (o + 1) * perChannel; i++) {
                weights[i] = (float) (weights[i] * gain);
            }
            bias[o] = (float) (((double) bias[o] - mean[o]) * gain + beta[o]);
        }
    }
}
