package io.github.siamese4j.training.internal.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.internal.network.ParameterSpec.Kind;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Random networks and images. */
public final class NetworkSamples {
    /** Number of images in a batch. */
    public static final int COUNT = 7;

    private static final double RELATIVE = 1e-3;

    private NetworkSamples() {}

    /** Returns random weights, including biases and statistics. */
    public static Map<String, FloatTensor> random(TwinDescription network, long seed) {
        Random random = new Random(seed);
        Map<String, FloatTensor> tensors = new LinkedHashMap<>(TwinParameters.initialize(network, seed));
        for (ParameterSpec spec : ParameterSpec.of(network)) {
            if (spec.kind() != Kind.WEIGHT) {
                float[] values = new float[(int) spec.shape().size()];
                boolean positive = spec.kind() == Kind.SCALE || spec.kind() == Kind.VARIANCE;
                for (int i = 0; i < values.length; i++) {
                    values[i] = positive ? 0.5f + random.nextFloat() : 0.3f * (float) random.nextGaussian();
                }
                tensors.put(spec.name(), new FloatTensor(spec.shape(), values));
            }
        }
        return tensors;
    }

    /** Returns a batch of noise images. */
    public static ByteBuffer pixels(TwinDescription network) {
        byte[] bytes = new byte[COUNT * network.height() * network.width() * 3];
        new Random(5).nextBytes(bytes);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** Returns a function that creates the batch in the engine. */
    public static Function<NDManager, NDArray> input(TwinDescription network) {
        Shape shape = new Shape(COUNT, network.height(), network.width(), 3);
        return scope -> scope.create(pixels(network), shape, DataType.UINT8);
    }

    /** Returns the embeddings of the batch. */
    public static float[] embed(TwinDescription network, Map<String, FloatTensor> tensors, boolean training) {
        try (TwinParameters parameters = TwinParameters.of(network, tensors, Device.cpu());
                TrunkNetwork forward = TrunkNetwork.of(network, Precision.FLOAT32);
                NDManager scope = parameters.manager().newSubManager()) {
            Shape shape = new Shape(COUNT, network.height(), network.width(), 3);
            NDArray pixels = scope.create(pixels(network), shape, DataType.UINT8);
            return forward.embed(pixels, parameters::get, training, 0).toFloatArray();
        }
    }

    /** Asserts that two batches of embeddings differ by less than a thousandth of the largest value. */
    public static void assertSameEmbeddings(float[] actual, float[] expected) {
        assertThat(difference(actual, expected)).isLessThan(RELATIVE);
    }

    /** Returns the largest difference relative to the largest value. */
    public static double difference(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
        }
        assertThat(largest).isPositive();
        return difference / largest;
    }
}
