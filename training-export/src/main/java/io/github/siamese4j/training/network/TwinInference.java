package io.github.siamese4j.training.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Runs a twin network in the training engine without training it. Close it after use. Not thread-safe. */
public final class TwinInference implements AutoCloseable {
    private final TwinParameters parameters;
    private final TwinNetwork network;
    private final boolean owner;

    /**
     * Runs on parameters that somebody else owns and closes.
     *
     * @param parameters the parameters; their present values are used at each call
     */
    public TwinInference(TwinParameters parameters) {
        this(parameters, false);
    }

    private TwinInference(TwinParameters parameters, boolean owner) {
        this.parameters = parameters;
        this.network = new TwinNetwork(parameters.description());
        this.owner = owner;
    }

    /**
     * Loads weights into the engine.
     *
     * @param weights the weights
     * @return an inference that owns its copy
     */
    public static TwinInference of(TwinWeights weights) {
        return new TwinInference(TwinParameters.of(weights.description(), weights.tensors(), Device.cpu()), true);
    }

    /**
     * Pictures to embeddings, all in one batch.
     *
     * @param pixels unsigned bytes [count, H, W, channels] from the buffer's position to its limit
     * @param count number of pictures
     * @param channels 1 (grey) or 3 (RGB)
     * @return count rows of D values
     */
    public float[][] embed(ByteBuffer pixels, int count, int channels) {
        TwinDescription description = parameters.description();
        try (NDManager scope = parameters.manager().newSubManager()) {
            Shape shape = new Shape(count, description.height(), description.width(), channels);
            NDArray embeddings = network.embed(scope.create(pixels, shape, DataType.UINT8), parameters::get, false);
            return rows(embeddings.toFloatArray(), count);
        }
    }

    /**
     * Scores of pairs of embeddings.
     *
     * @param left rows of D values
     * @param right as many rows of D values
     * @return the logit of each pair; the score in [0, 1] is its logistic function
     */
    public float[] logits(float[][] left, float[][] right) {
        if (left.length != right.length) {
            throw new IllegalArgumentException("left and right differ in length: " + left.length + ", " + right.length);
        }
        if (left.length == 0) {
            return new float[0];
        }
        try (NDManager scope = parameters.manager().newSubManager()) {
            NDArray a = scope.create(left);
            NDArray b = scope.create(right);
            return network.logits(a.sub(b).abs(), parameters::get).toFloatArray();
        }
    }

    /**
     * The logistic function.
     *
     * @param logit any number
     * @return a score in [0, 1], higher = more similar
     */
    public static double score(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    private static float[][] rows(float[] values, int count) {
        float[][] rows = new float[count][values.length / count];
        FloatBuffer buffer = FloatBuffer.wrap(values);
        for (float[] row : rows) {
            buffer.get(row);
        }
        return rows;
    }

    @Override
    public void close() {
        if (owner) {
            parameters.close();
        }
    }
}
