package io.github.siamese4j.training.internal.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.siamese4j.internal.runtime.OnnxRuntime;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.internal.network.MetricScores;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An exported network in ONNX Runtime on the processor. Used by one thread; close it once.
 *
 * @param <S> a sample
 */
final class TwinSession<S> implements TrainedNetwork<S>, AutoCloseable {

    private final OrtEnvironment environment = OnnxRuntime.environment();
    private final SampleKind<S> kind;
    private final OrtSession encoder;
    /** Null if a metric is the scorer. */
    private final @Nullable OrtSession scorer;

    private TwinSession(SampleKind<S> kind, OrtSession encoder, @Nullable OrtSession scorer) {
        this.kind = kind;
        this.encoder = encoder;
        this.scorer = scorer;
    }

    /** Loads the graphs; releases the first if the second fails. */
    static <S> TwinSession<S> open(SampleKind<S> kind, GraphProto encoder, Optional<GraphProto> scorer) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // Without it weights stored as int8 are expanded in every run instead of once.
            options.addConfigEntry("session.disable_quant_qdq", "1");
            OrtSession first = load(encoder, options);
            try {
                return new TwinSession<>(kind, first, scorer.isPresent() ? load(scorer.get(), options) : null);
            } catch (OrtException | RuntimeException | Error e) {
                try (first) {
                    throw e;
                }
            }
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    @Override
    public float[][] embed(S[] samples) {
        try (OnnxTensor input = kind.tensor(environment, samples);
                OrtSession.Result result = encoder.run(Map.of(kind.input(), input))) {
            return (float[][]) result.get(0).getValue();
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    @Override
    public float[] score(float[][] left, float[][] right) {
        if (scorer == null) {
            return MetricScores.of(kind.scorer().orElseThrow(), left, right);
        }
        try (OnnxTensor leftRows = rows(environment, left, kind.embeddingSize());
                OnnxTensor rightRows = rows(environment, right, kind.embeddingSize());
                OrtSession.Result result = scorer.run(Map.of(OnnxWriter.LEFT, leftRows, OnnxWriter.RIGHT, rightRows))) {
            return (float[]) result.get(0).getValue();
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        try {
            try {
                encoder.close();
            } finally {
                if (scorer != null) {
                    scorer.close();
                }
            }
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /** Rows of values as a tensor {@code [N, length]}; the caller closes it. */
    static OnnxTensor rows(OrtEnvironment environment, float[][] rows, int length) throws OrtException {
        long[] shape = {rows.length, length};
        FloatBuffer values = ByteBuffer.allocateDirect(Math.multiplyExact(rows.length, length * Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (float[] row : rows) {
            values.put(row);
        }
        return OnnxTensor.createTensor(environment, values.flip(), shape);
    }

    private static OrtSession load(GraphProto graph, OrtSession.SessionOptions options) throws OrtException {
        byte[] file = OnnxWriter.model(graph, Map.of()).toByteArray();
        return OnnxRuntime.environment().createSession(file, options);
    }

    private static TrainingException failed(OrtException cause) {
        return new TrainingException(
                TrainingException.Code.RUNTIME_FAILED,
                "ONNX Runtime cannot run the exported graph, so it is not written: " + cause.getMessage(),
                cause);
    }
}
