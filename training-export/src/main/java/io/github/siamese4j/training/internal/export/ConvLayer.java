package io.github.siamese4j.training.internal.export;

import static io.github.siamese4j.training.internal.export.Weights.requirePositive;
import static io.github.siamese4j.training.internal.export.Weights.requireValues;

import io.github.siamese4j.training.TrainingException;

/**
 * A 3×3 convolution with stride 1 and one pixel of zero padding ("same"), followed by ReLU.
 *
 * @param inputChannels number of channels read, at least 1
 * @param outputChannels number of channels written, at least 1
 * @param weights {@code [outputChannels, inputChannels, 3, 3]}, row-major (OIHW); not copied, must not change
 * @param bias {@code [outputChannels]}; not copied, must not change
 */
@SuppressWarnings("ArrayRecordComponent") // millions of weights are handed through, a copy per step would not fit
public record ConvLayer(int inputChannels, int outputChannels, float[] weights, float[] bias) {

    /** Width and height of the kernel. */
    static final int KERNEL = 3;

    /**
     * Checks lengths and values.
     *
     * @throws TrainingException {@code WEIGHTS_NOT_FINITE} if a value is NaN or infinite
     */
    public ConvLayer {
        requirePositive("inputChannels", inputChannels);
        requirePositive("outputChannels", outputChannels);
        requireValues("convolution weights", weights, (long) outputChannels * inputChannels * KERNEL * KERNEL);
        requireValues("convolution bias", bias, outputChannels);
    }

    /**
     * The convolution that computes what {@code convolution} followed by {@code norm} computes at inference: per output
     * channel {@code w' = w·g} and {@code b' = (b − mean)·g + beta} with {@code g = gamma / √(variance + epsilon)}, in
     * double precision (Jacob et al. 2018, arXiv:1712.05877, section 3.2).
     *
     * @param convolution the convolution as it was trained, with a bias of zeros if it had none
     * @param norm what normalizes its outputs, before the ReLU
     * @return a new layer with new arrays
     */
    public static ConvLayer fold(ConvLayer convolution, BatchNorm norm) {
        int outputs = convolution.outputChannels;
        if (norm.gamma.length != outputs) {
            throw new IllegalArgumentException(
                    "norm must have " + outputs + " channels, as many as the convolution: " + norm.gamma.length);
        }
        int perOutput = convolution.weights.length / outputs;
        float[] weights = new float[convolution.weights.length];
        float[] bias = new float[outputs];
        for (int o = 0; o < outputs; o++) {
            double gain = norm.gamma[o] / Math.sqrt(norm.variance[o] + norm.epsilon);
            for (int i = o * perOutput; i < (o + 1) * perOutput; i++) {
                weights[i] = (float) (convolution.weights[i] * gain);
            }
            bias[o] = (float) (((double) convolution.bias[o] - norm.mean[o]) * gain + norm.beta[o]);
        }
        return new ConvLayer(convolution.inputChannels, outputs, weights, bias);
    }

    @Override
    public String toString() {
        return "ConvLayer[" + inputChannels + " → " + outputChannels + "]";
    }

    /**
     * Batch normalization at inference: {@code y = (x − mean) / √(variance + epsilon) · gamma + beta} per channel
     * (Ioffe and Szegedy 2015, arXiv:1502.03167). All arrays have one value per channel; they are not copied and must
     * not change.
     *
     * @param gamma learned scale
     * @param beta learned shift
     * @param mean running mean
     * @param variance running variance, not negative
     * @param epsilon added to the variance, positive
     */
    @SuppressWarnings("ArrayRecordComponent") // read once by fold, never kept
    public record BatchNorm(float[] gamma, float[] beta, float[] mean, float[] variance, double epsilon) {

        /**
         * Checks lengths and values.
         *
         * @throws TrainingException {@code WEIGHTS_NOT_FINITE} if a value is NaN or infinite
         */
        public BatchNorm {
            requireValues("gamma", gamma, gamma.length);
            requireValues("beta", beta, gamma.length);
            requireValues("mean", mean, gamma.length);
            requireValues("variance", variance, gamma.length);
            for (float value : variance) {
                if (value < 0) {
                    throw new IllegalArgumentException("variance must not be negative: " + value);
                }
            }
            if (!(epsilon > 0)) {
                throw new IllegalArgumentException("epsilon must be positive: " + epsilon);
            }
        }
    }
}
