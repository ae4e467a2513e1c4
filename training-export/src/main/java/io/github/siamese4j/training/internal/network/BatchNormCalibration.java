package io.github.siamese4j.training.internal.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TwinDescription;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Fits batch normalizations that replace the biases of convolutions to the statistics of real images. Afterwards the
 * network computes the same with the statistics of a batch as without normalization. Let m be the mean and v the
 * variance of a convolution's output over the batch. Then {@code gamma = √(v + ε)} and {@code beta = bias + m} undo the
 * normalization. m and v become the running statistics, which leaves inference unchanged.
 */
public final class BatchNormCalibration {
    private BatchNormCalibration() {}

    /**
     * Runs the trunk layer by layer in float32 on the CPU. It needs memory for about three times the largest
     * activation: 0.8 GB for 96 images of 105×105 and 64 channels.
     *
     * @param tensors a tensor for each parameter; not changed
     * @param norms the normalizations to fit, see {@link WeightTransfer#plainNorms}; the others are not changed
     * @param pixels creates an array of images in the engine, uint8 [N, H, W, 1 or 3]; more images give better
     *     statistics
     */
    public static Map<String, FloatTensor> of(
            TwinDescription network,
            Map<String, FloatTensor> tensors,
            Set<String> norms,
            Function<NDManager, NDArray> pixels) {
        Map<String, FloatTensor> fitted = new LinkedHashMap<>(tensors);
        if (norms.isEmpty()) {
            return fitted;
        }
        // Separate parameters, because normalization changes the running statistics.
        try (TwinParameters parameters = TwinParameters.of(network, tensors, Device.cpu());
                ImageTrunk forward = new ImageTrunk(network, Precision.FLOAT32);
                NDManager scope = parameters.manager().newSubManager()) {
            NDArray x = forward.input(pixels.apply(scope));
            for (int b = 1; b <= network.blocks().size(); b++) {
                for (int c = 1; c <= network.blocks().get(b - 1).convolutions(); c++) {
                    String norm = ParameterNames.norm(b, c);
                    NDArray plain = TrunkNetwork.then(
                            x, ImageTrunk.convolution(x, ParameterNames.conv(b, c), null, parameters::get));
                    if (norms.contains(norm)) {
                        fit(plain, norm, fitted);
                        parameters.set(fitted, BatchNormStatistics.names(norm));
                    }
                    x = TrunkNetwork.then(plain, ImageTrunk.normalized(plain, norm, parameters::get, true));
                    x = TrunkNetwork.then(x, Activation.relu(x));
                }
                x = TrunkNetwork.then(x, ImageTrunk.pooled(x));
            }
        }
        return fitted;
    }

    private static void fit(NDArray plain, String norm, Map<String, FloatTensor> tensors) {
        float[] mean;
        float[] variance;
        try (NDArray means = channelMeans(plain);
                NDArray spread = means.reshape(1, -1, 1, 1);
                NDArray centred = plain.sub(spread)) {
            mean = means.toFloatArray();
            centred.muli(centred);
            try (NDArray variances = channelMeans(centred)) {
                variance = variances.toFloatArray();
            }
        }
        BatchNormStatistics old = BatchNormStatistics.of(tensors, norm);
        float[] gamma = new float[mean.length];
        float[] beta = new float[mean.length];
        for (int i = 0; i < mean.length; i++) {
            // Inference computes gain · x + bias. The gain is 1 for a normalization that replaces a bias.
            double gain = old.gain(i);
            double bias = old.beta()[i] - gain * old.mean()[i];
            gamma[i] = (float) (gain * Math.sqrt(variance[i] + old.epsilon()));
            beta[i] = (float) (bias + gain * mean[i]);
        }
        new BatchNormStatistics(gamma, beta, mean, variance, old.epsilon()).putInto(tensors, norm);
    }

    /** [N, C, H, W] to [C]. */
    private static NDArray channelMeans(NDArray x) {
        Shape shape = x.getShape();
        try (NDArray rows = x.reshape(shape.get(0), shape.get(1), -1);
                NDArray perPicture = rows.mean(new int[] {2})) {
            return perPicture.mean(new int[] {0});
        }
    }
}
