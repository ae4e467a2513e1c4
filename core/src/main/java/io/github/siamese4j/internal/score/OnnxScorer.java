package io.github.siamese4j.internal.score;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.github.siamese4j.Device;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.internal.runtime.BufferPool;
import io.github.siamese4j.internal.runtime.ModelSession;
import io.github.siamese4j.internal.runtime.SharedWork;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/** A learned head, run by ONNX Runtime from {@code scorer.onnx}. */
public final class OnnxScorer implements PairScorer {

    private static final String LEFT = "left";
    private static final String RIGHT = "right";
    private static final String OUTPUT = "score";

    /** Larger batches exceed the CPU cache; smaller ones synchronize their threads more often. */
    private static final int BATCH = 256;

    /** The largest number of values in a batch. Only twins that compare whole images reach it. */
    private static final int BATCH_VALUES = 1 << 22;

    /** The number of candidates that one thread copies at a time. */
    private static final int RANGE = 32;

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
                    "scorer.onnx: left and right must have the same dimension, found " + dimension + " and " + right
                            + "; export the model again");
        }
    }

    /** Opens the graph. Nothing stays open if that fails. */
    public static OnnxScorer open(OnnxFile file, Device device, RuntimeOptions options) {
        ModelSession session = ModelSession.open(file, device, options);
        try {
            return new OnnxScorer(session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    public int dimension() {
        return dimension;
    }

    @Override
    public double[] scores(Embedding query, List<Embedding> candidates) {
        requireDimension(query);
        double[] scores = new double[candidates.size()];
        if (scores.length == 0) {
            return scores;
        }
        int batch = Math.min(scores.length, Math.max(1, Math.min(BATCH, BATCH_VALUES / dimension)));
        try (ModelSession.Call call = session.call();
                BufferPool.Loan loan = buffers.take(call, bytes(batch))) {
            FloatBuffer floats = loan.bytes().asFloatBuffer();
            query.copyTo(floats.slice(0, dimension));
            for (int from = 0; from < scores.length; from += batch) {
                int count = Math.min(batch, scores.length - from);
                copy(candidates.subList(from, from + count), floats.slice(dimension, count * dimension));
                FloatBuffer result = run(call, floats, count);
                for (int i = 0; i < count; i++) {
                    scores[from + i] = requireScore(result.get(i));
                }
            }
        }
        return scores;
    }

    private void copy(List<Embedding> candidates, FloatBuffer target) {
        SharedWork.inRanges(
                candidates.size(),
                RANGE,
                (from, to) -> copyPart(
                        candidates.subList(from, to), target.slice(from * dimension, (to - from) * dimension)));
    }

    private void copyPart(List<Embedding> candidates, FloatBuffer target) {
        requireDimension(candidates);
        if (candidates instanceof Embeddings rows) {
            rows.copyTo(target);
        } else {
            candidates.forEach(candidate -> candidate.copyTo(target));
        }
    }

    void requireDimension(List<Embedding> embeddings) {
        // Contiguous embeddings share one dimension.
        int checked = embeddings instanceof Embeddings ? Math.min(1, embeddings.size()) : embeddings.size();
        embeddings.subList(0, checked).forEach(this::requireDimension);
    }

    private void requireDimension(Embedding embedding) {
        if (embedding.dimension() != dimension) {
            throw new IllegalArgumentException(
                    "embeddings must be of the scorer's dimension " + dimension + ": " + embedding.dimension());
        }
    }

    /** Rejects NaN, which extreme embeddings produce and which callers could neither sort nor compare. */
    static double requireScore(float score) {
        if (Float.isNaN(score)) {
            throw new InferenceException(
                    ErrorCode.INFERENCE_FAILED,
                    "the scorer returns NaN for a pair; compare embeddings of this model's encoder only");
        }
        return score;
    }

    /**
     * Runs one batch. The buffer holds the query, the candidates and the scores; the subtraction in the graph
     * broadcasts the query over all candidates.
     */
    private FloatBuffer run(ModelSession.Call call, FloatBuffer floats, int batch) {
        FloatBuffer result = floats.slice((1 + batch) * dimension, batch);
        try (OnnxTensor left = ModelSession.tensor(floats.slice(0, dimension), 1, dimension);
                OnnxTensor right = ModelSession.tensor(floats.slice(dimension, batch * dimension), batch, dimension);
                OnnxTensor out = ModelSession.tensor(result, batch)) {
            call.run(Map.of(LEFT, left, RIGHT, right), Map.of(OUTPUT, out));
        }
        return result;
    }

    private int bytes(int batch) {
        return Math.multiplyExact((1 + batch) * dimension + batch, Float.BYTES);
    }

    @Override
    public void close() {
        session.close();
    }
}
