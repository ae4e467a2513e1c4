package io.github.siamese4j.training.internal.export;

import static io.github.siamese4j.training.internal.export.WeightChecks.requirePositive;
import static io.github.siamese4j.training.internal.export.WeightChecks.requireValues;

/**
 * A 3×3 convolution with stride 1 and one pixel of zero padding ("same"), followed by ReLU.
 *
 * @param inputChannels number of channels read, at least 1
 * @param outputChannels number of channels written, at least 1
 * @param weights {@code [outputChannels, inputChannels, 3, 3]}, row-major (OIHW); not copied, must not change
 * @param bias {@code [outputChannels]}; not copied, must not change
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of millions of weights per step would not fit
public record ConvLayer(int inputChannels, int outputChannels, float[] weights, float[] bias) {

    /** Width and height of the kernel. */
    static final int KERNEL = 3;

    /**
     * Checks lengths and values.
     *
     * @throws io.github.siamese4j.training.TrainingException {@code WEIGHTS_NOT_FINITE} if a value is NaN or infinite
     */
    public ConvLayer {
        requirePositive("inputChannels", inputChannels);
        requirePositive("outputChannels", outputChannels);
        requireValues("convolution weights", weights, (long) outputChannels * inputChannels * KERNEL * KERNEL);
        requireValues("convolution bias", bias, outputChannels);
    }

    @Override
    public String toString() {
        return "ConvLayer[" + inputChannels + " → " + outputChannels + "]";
    }
}
