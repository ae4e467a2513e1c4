package io.github.siamese4j.training.internal.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TwinDescription;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Fits batch normalizations that replace the biases of convolutions to the statistics of real images. Afterwards the
 * network computes the same with the statistics of a batch as without normalization. Let m be the mean and v the
 * variance of a convolution's output over the batch. Then {@code gamma = √(v + ε)} and {@code beta = bias + m} undo the
 * normalization. m and v become the running statistics, which leaves inference unchanged.
 */
public final class BatchNormCalibration {
    private static final Shape ONE = new Shape(1, 1);
    private static final Shape TWO = new Shape(2, 2);
    private static final Shape ZERO = new Shape(0, 0);

    private BatchNormCalibration() {}

    /**
     * Runs the trunk layer by layer in float32 on the CPU. It needs memory for about three times the largest
     * activation: 0.8 GB for 96 images of 105×105 and 64 channels.
     *
     * @param network a network with batch normalization
     * @param tensors a tensor for each parameter; not changed
     * @param norms names ({@link ParameterNames#norm}) of the normalizations to fit, see
     *     {@link WeightTransfer#plainNorms}. The others normalize with the statistics of the batch and are not changed
     * @param pixels creates an array of images in the engine, uint8 [N, H, W, 1 or 3]; more images give better
     *     statistics
     * @return a tensor for each parameter, with those of the named normalizations fitted
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
                    NDArray kernel = parameters.get(ParameterNames.conv(b, c) + ".weight");
                    NDArray plain = then(
                            x, Conv2d.conv2d(x, kernel, null, ONE, ONE, ONE, 1).singletonOrThrow());
                    if (norms.contains(norm)) {
                        fit(plain, norm, tensors, fitted, parameters);
                    }
                    NDArray normalized = then(plain, normalized(plain, norm, parameters));
                    x = then(normalized, Activation.relu(normalized));
                }
                x = then(x, Pool.maxPool2d(x, TWO, TWO, ZERO, false));
            }
        }
        return fitted;
    }

    private static void fit(
            NDArray plain,
            String norm,
            Map<String, FloatTensor> tensors,
            Map<String, FloatTensor> fitted,
            TwinParameters parameters) {
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
        float[] oldGamma = values(norm + ".gamma", tensors);
        float[] oldBeta = values(norm + ".beta", tensors);
        float[] oldMean = values(norm + ".mean", tensors);
        float[] oldVariance = values(norm + ".variance", tensors);
        float[] gamma = new float[mean.length];
        float[] beta = new float[mean.length];
        for (int i = 0; i < mean.length; i++) {
            // Inference computes gain · x + bias. The gain is 1 for a normalization that replaces a bias.
            double gain = oldGamma[i] / deviation(oldVariance[i]);
            double bias = oldBeta[i] - gain * oldMean[i];
            gamma[i] = (float) (gain * deviation(variance[i]));
            beta[i] = (float) (bias + gain * mean[i]);
        }
        put(norm + ".gamma", gamma, fitted, parameters);
        put(norm + ".beta", beta, fitted, parameters);
        put(norm + ".mean", mean, fitted, parameters);
        put(norm + ".variance", variance, fitted, parameters);
    }

    /** [N, C, H, W] to [C]. */
    private static NDArray channelMeans(NDArray x) {
        Shape shape = x.getShape();
        try (NDArray rows = x.reshape(shape.get(0), shape.get(1), -1);
                NDArray perPicture = rows.mean(new int[] {2})) {
            return perPicture.mean(new int[] {0});
        }
    }

    private static double deviation(float variance) {
        return Math.sqrt((double) variance + TwinDescription.BATCH_NORM_EPSILON);
    }

    private static float[] values(String name, Map<String, FloatTensor> tensors) {
        return Objects.requireNonNull(tensors.get(name), name).values();
    }

    private static void put(String name, float[] values, Map<String, FloatTensor> fitted, TwinParameters parameters) {
        fitted.put(name, new FloatTensor(new Shape(values.length), values));
        parameters.get(name).set(values);
    }

    private static NDArray normalized(NDArray plain, String norm, TwinParameters parameters) {
        return BatchNorm.batchNorm(
                        plain,
                        parameters.get(norm + ".mean"),
                        parameters.get(norm + ".variance"),
                        parameters.get(norm + ".gamma"),
                        parameters.get(norm + ".beta"),
                        1,
                        0.9f,
                        TwinDescription.BATCH_NORM_EPSILON,
                        true)
                .singletonOrThrow();
    }

    private static NDArray then(NDArray done, NDArray next) {
        if (next != done) {
            done.close();
        }
        return next;
    }
}
