package io.github.siamese4j.training.internal.export;

import static io.github.siamese4j.training.internal.export.WeightChecks.requirePositive;
import static io.github.siamese4j.training.internal.export.WeightChecks.requireValues;

/**
 * A 3×3 convolution with stride 1 and one pixel of zero padding ("same"), followed by ReLU. Weights are
 * {@code [outputChannels, inputChannels, 3, 3]}, row-major (OIHW). Arrays are not copied and must not change.
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of millions of weights per step would not fit
public record ConvLayer(int inputChannels, int outputChannels, float[] weights, float[] bias) {

    /** Width and height of the kernel. */
    static final int KERNEL = 3;

    /** Checks lengths and values. */
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
