package io.github.siamese4j;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.internal.runtime.BufferPool;
import io.github.siamese4j.internal.runtime.ModelSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/** Runs {@code scorer.onnx}, the learned head. */
final class OnnxScorer implements PairScorer {

    private static final String LEFT = "left";
    private static final String RIGHT = "right";
    private static final String OUTPUT = "score";

    /** Beyond this many pairs a run gains nothing, and its buffers grow. */
    private static final int BATCH = 256;

    private final ModelSession session;
    private final int dimension;
    private final BufferPool buffers = new BufferPool(Runtime.getRuntime().availableProcessors() + 2);

    private OnnxScorer(ModelSession session) {
        this.session = session;
        this.dimension = Math.toIntExact(session.input(LEFT, OnnxJavaType.FLOAT, 2, "float32 [N, D]", 2)[1]);
        long right = session.input(RIGHT, OnnxJavaType.FLOAT, 2, "float32 [N, D]", 2)[1];
        session.output(OUTPUT, "float32 [N]", 1);
        if (right != dimension) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    "scorer.onnx: left and right must be of one length, found " + dimension + " and " + right);
        }
    }

    /** Loads the graph; nothing stays open if that fails. */
    static OnnxScorer open(OnnxFile file, Device device, RuntimeOptions options) {
        ModelSession session = ModelSession.open(file, device, options);
        try {
            return new OnnxScorer(session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    int dimension() {
        return dimension;
    }

    @Override
    public double[] scores(Embedding query, List<Embedding> candidates) {
        if (query.dimension() != dimension) {
            throw new IllegalArgumentException(
                    "embeddings must be of the scorer's length " + dimension + ": " + query.dimension());
        }
        double[] scores = new double[candidates.size()];
        try (ModelSession.Call call = session.call()) {
            for (int from = 0; from < scores.length; from += BATCH) {
                int first = from;
                List<Embedding> batch = candidates.subList(from, Math.min(scores.length, from + BATCH));
                buffers.with(call, bytes(batch.size()), buffer -> {
                    FloatBuffer result = run(call, buffer, query, batch);
                    for (int i = 0; i < batch.size(); i++) {
                        scores[first + i] = requireScore(result.get(i));
                    }
                    return result;
                });
            }
        }
        return scores;
    }

    /** Embeddings out of all range make NaN; a caller that sorts or compares must not meet it. */
    private static double requireScore(float score) {
        if (Float.isNaN(score)) {
            throw new InferenceException(
                    ErrorCode.INFERENCE_FAILED,
                    "the scorer makes NaN of a pair; compare embeddings of this model's encoder");
        }
        return score;
    }

    private FloatBuffer run(ModelSession.Call call, ByteBuffer buffer, Embedding query, List<Embedding> candidates) {
        int batch = candidates.size();
        FloatBuffer floats = buffer.asFloatBuffer();
        FloatBuffer left = floats.slice(0, batch * dimension);
        FloatBuffer right = floats.slice(batch * dimension, batch * dimension);
        FloatBuffer result = floats.slice(2 * batch * dimension, batch);
        for (Embedding candidate : candidates) {
            Embedding.requireSameDimension(query, candidate);
            query.copyTo(left);
            candidate.copyTo(right);
        }
        try (OnnxTensor leftTensor = ModelSession.tensor(left.flip(), batch, dimension);
                OnnxTensor rightTensor = ModelSession.tensor(right.flip(), batch, dimension);
                OnnxTensor out = ModelSession.tensor(result, batch)) {
            call.run(Map.of(LEFT, leftTensor, RIGHT, rightTensor), Map.of(OUTPUT, out));
        }
        return result;
    }

    private int bytes(int batch) {
        return Math.multiplyExact(batch, (2 * dimension + 1) * Float.BYTES);
    }

    @Override
    public void close() {
        session.close();
    }
}
