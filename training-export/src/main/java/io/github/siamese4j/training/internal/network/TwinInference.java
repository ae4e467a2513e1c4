package io.github.siamese4j.training.internal.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Metric;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TwinDescription;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.Function;

/** Inference of a twin network in the training engine. Close it after use. Not thread-safe. */
public final class TwinInference implements AutoCloseable {
    private final TwinParameters parameters;
    private final NetworkDescription network;
    private final TrunkNetwork trunk;
    private final boolean owner;

    /** Creates an inference on parameters that the caller owns. Each call uses their current values. */
    public TwinInference(TwinParameters parameters) {
        this(parameters, false);
    }

    private TwinInference(TwinParameters parameters, boolean owner) {
        this.parameters = parameters;
        this.network = parameters.network();
        this.trunk = TrunkNetwork.of(network, Precision.FLOAT32);
        this.owner = owner;
    }

    /** Copies weights into the engine and returns an inference that owns the copy. */
    public static TwinInference of(TwinWeights weights) {
        return new TwinInference(TwinParameters.of(weights.network(), weights.tensors(), Device.cpu()), true);
    }

    /**
     * Returns the embeddings of images [count, H, W, 1 or 3], from the buffer's position to its limit, in one batch.
     */
    public float[][] embed(ByteBuffer pixels, int count, int channels) {
        TwinDescription description = network.overPictures();
        Shape shape = new Shape(count, description.height(), description.width(), channels);
        return embed(count, scope -> scope.create(pixels, shape, DataType.UINT8));
    }

    /** Returns the embeddings of RGB images [H, W, 3], computed in one batch. */
    public float[][] embedImages(byte[][] images) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(images.length * images[0].length);
        for (byte[] image : images) {
            pixels.put(image);
        }
        return embed(pixels.flip(), images.length, TwinDescription.INPUT_CHANNELS);
    }

    /** Returns the embeddings of feature vectors, computed in one batch. */
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
            float[] values =
                    trunk.embed(inputs.apply(scope), parameters::get, false, 0).toFloatArray();
            float[][] rows = new float[count][values.length / count];
            FloatBuffer buffer = FloatBuffer.wrap(values);
            for (float[] row : rows) {
                buffer.get(row);
            }
            return rows;
        }
    }

    /**
     * Returns one value per pair of rows, higher = more similar: the score of a metric, or the logit of a head, which
     * distinguishes scores near 1. {@link #score} converts it to a score.
     */
    public float[] values(float[][] left, float[][] right) {
        if (left.length != right.length) {
            throw new IllegalArgumentException("left and right differ in length: " + left.length + ", " + right.length);
        }
        if (left.length == 0) {
            return new float[0];
        }
        if (!network.hasHead()) {
            return scores(network.scorer().get(), left, right);
        }
        try (NDManager scope = parameters.manager().newSubManager()) {
            NDArray difference = scope.create(left).sub(scope.create(right)).abs();
            return TwinHead.logits(difference, parameters::get).toFloatArray();
        }
    }

    /** Returns one score per pair of rows in [0, 1], higher = more similar. */
    public float[] scores(float[][] left, float[][] right) {
        float[] values = values(left, right);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) score(network.hasHead(), values[i]);
        }
        return values;
    }

    /** Returns one score of a metric per pair of rows in [0, 1], higher = more similar. */
    public static float[] scores(Metric metric, float[][] left, float[][] right) {
        float[] scores = new float[left.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) metric.score(Embedding.of(left[i]), Embedding.of(right[i]));
        }
        return scores;
    }

    /** Returns the score in [0, 1] of a value: the logistic function of the logit of a head, else the value itself. */
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
