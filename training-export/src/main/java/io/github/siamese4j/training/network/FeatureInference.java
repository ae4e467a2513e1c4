package io.github.siamese4j.training.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.PairScorer;
import java.nio.FloatBuffer;
import java.util.Optional;

/** Runs a twin network over feature vectors in the training engine without training it. Close it after use. Not thread-safe. */
public final class FeatureInference implements AutoCloseable {
    private final TwinParameters parameters;
    private final FeatureTwin twin;
    private final FeatureNetwork network;
    private final boolean owner;

    /**
     * Runs on parameters that somebody else owns and closes.
     *
     * @param parameters the parameters of a network over feature vectors; their present values are used at each call
     */
    public FeatureInference(TwinParameters parameters) {
        this(parameters, false);
    }

    private FeatureInference(TwinParameters parameters, boolean owner) {
        this.parameters = parameters;
        this.twin = parameters.network().overFeatures();
        this.network = new FeatureNetwork(twin);
        this.owner = owner;
    }

    /**
     * Loads weights into the engine.
     *
     * @param weights the weights of a network over feature vectors
     * @return an inference that owns its copy
     */
    public static FeatureInference of(TwinWeights weights) {
        FeatureTwin twin = weights.network().overFeatures();
        return new FeatureInference(TwinParameters.of(twin, weights.tensors(), Device.cpu()), true);
    }

    /**
     * Feature vectors to embeddings, all in one batch.
     *
     * @param vectors rows of F features
     * @return as many rows of D values
     */
    public float[][] embed(float[][] vectors) {
        FloatBuffer features = FloatBuffer.allocate(Math.multiplyExact(vectors.length, twin.inputs()));
        for (float[] vector : vectors) {
            if (vector.length != twin.inputs()) {
                throw new IllegalArgumentException(
                        "vectors must have " + twin.inputs() + " features: " + vector.length);
            }
            features.put(vector);
        }
        if (vectors.length == 0) {
            return new float[0][];
        }
        try (NDManager scope = parameters.manager().newSubManager()) {
            Shape shape = new Shape(vectors.length, twin.inputs());
            NDArray embeddings = network.embed(scope.create(features.array(), shape), parameters::get, false, 0);
            FloatBuffer values = FloatBuffer.wrap(embeddings.toFloatArray());
            float[][] rows = new float[vectors.length][twin.embeddingLength()];
            for (float[] row : rows) {
                values.get(row);
            }
            return rows;
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
        if (left.length != right.length) {
            throw new IllegalArgumentException("left and right differ in length: " + left.length + ", " + right.length);
        }
        Optional<PairScorer> metric = twin.scorer().metric();
        if (metric.isPresent() || left.length == 0) {
            return metric.isPresent() ? PairScores.of(metric.get(), left, right) : new float[0];
        }
        try (NDManager scope = parameters.manager().newSubManager()) {
            NDArray difference = scope.create(left).sub(scope.create(right)).abs();
            float[] scores = TwinHead.logits(difference, parameters::get).toFloatArray();
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (float) TwinInference.score(scores[i]);
            }
            return scores;
        }
    }

    @Override
    public void close() {
        if (owner) {
            parameters.close();
        }
    }
}
