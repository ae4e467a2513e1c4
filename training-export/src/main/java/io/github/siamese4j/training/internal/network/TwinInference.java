package io.github.siamese4j.training.internal.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TwinDescription;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.Function;

/** Runs a twin network in the training engine without training it. Close it after use. Not thread-safe. */
public final class TwinInference implements AutoCloseable {
    private final TwinParameters parameters;
    private final NetworkDescription network;
    private final TrunkNetwork trunk;
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
        this.network = parameters.network();
        this.trunk = network.trunk(Precision.FLOAT32);
        this.owner = owner;
    }

    /**
     * Loads weights into the engine.
     *
     * @param weights the weights
     * @return an inference that owns its copy
     */
    public static TwinInference of(TwinWeights weights) {
        return new TwinInference(TwinParameters.of(weights.network(), weights.tensors(), Device.cpu()), true);
    }

    /**
     * Pictures to embeddings, all in one batch.
     *
     * @param pixels unsigned bytes [count, H, W, channels] from the buffer's position to its limit
     * @param count number of pictures
     * @param channels 1 (grey) or 3 (RGB)
     * @return count rows of D values
     * @throws io.github.siamese4j.training.TrainingException if the network reads feature vectors
     */
    public float[][] embed(ByteBuffer pixels, int count, int channels) {
        TwinDescription description = network.overPictures();
        Shape shape = new Shape(count, description.height(), description.width(), channels);
        return embed(count, scope -> scope.create(pixels, shape, DataType.UINT8));
    }

    /**
     * Feature vectors to embeddings, all in one batch.
     *
     * @param vectors rows of F features
     * @return as many rows of D values
     * @throws io.github.siamese4j.training.TrainingException if the network reads pictures
     */
    public float[][] embed(float[][] vectors) {
        int inputs = network.overFeatures().inputs();
        FloatBuffer features = FloatBuffer.allocate(Math.multiplyExact(vectors.length, inputs));
        for (float[] vector : vectors) {
            if (vector.length != inputs) {
                throw new IllegalArgumentException("vectors must have " + inputs + " features: " + vector.length);
            }
            features.put(vector);
        }
        Shape shape = new Shape(vectors.length, inputs);
        return vectors.length == 0
                ? new float[0][]
                : embed(vectors.length, scope -> scope.create(features.array(), shape));
    }

    private float[][] embed(int count, Function<NDManager, NDArray> inputs) {
        try (NDManager scope = parameters.manager().newSubManager()) {
            float[] values = trunk.forward()
                    .embed(inputs.apply(scope), parameters::get, false, 0)
                    .toFloatArray();
            float[][] rows = new float[count][values.length / count];
            FloatBuffer buffer = FloatBuffer.wrap(values);
            for (float[] row : rows) {
                buffer.get(row);
            }
            return rows;
        }
    }

    /**
     * What pairs of embeddings are ordered by: logits of a head, which tell scores near 1 apart, or the scores of a
     * metric.
     *
     * @param left rows of D values
     * @param right as many rows of D values
     * @return one value per pair, higher = more similar; {@link #score} makes a score of it
     */
    public float[] values(float[][] left, float[][] right) {
        if (left.length != right.length) {
            throw new IllegalArgumentException("left and right differ in length: " + left.length + ", " + right.length);
        }
        if (left.length == 0) {
            return new float[0];
        }
        if (!network.hasHead()) {
            return MetricScores.of(network.scorer().get(), left, right);
        }
        try (NDManager scope = parameters.manager().newSubManager()) {
            NDArray difference = scope.create(left).sub(scope.create(right)).abs();
            return TwinHead.logits(difference, parameters::get).toFloatArray();
        }
    }

    /**
     * Scores of pairs of embeddings.
     *
     * @param left rows of D values
     * @param right as many rows of D values
     * @return one score per pair in [0, 1], higher = more similar
     */
    public float[] scores(float[][] left, float[][] right) {
        float[] values = values(left, right);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) score(network.hasHead(), values[i]);
        }
        return values;
    }

    /**
     * Returns the score of a pair.
     *
     * @param head whether the value is the logit of a head
     * @param value the logit of a head, or the score of a metric
     * @return a score in [0, 1], higher = more similar: the logistic function of a logit
     */
    public static double score(boolean head, double value) {
        return head ? 1 / (1 + Math.exp(-value)) : value;
    }

    @Override
    public void close() {
        trunk.close();
        if (owner) {
            parameters.close();
        }
    }
}
