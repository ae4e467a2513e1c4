package io.github.siamese4j.training.internal.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.siamese4j.internal.runtime.OnnxRuntime;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.internal.network.TwinInference;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An exported network in ONNX Runtime on the CPU. Used by one thread; close it once. */
final class ExportedNetwork<S> implements InferenceNetwork<S>, AutoCloseable {

    private final OrtEnvironment environment = OnnxRuntime.environment();
    private final NetworkGraph<S> graph;
    private final OrtSession encoder;
    /** Null with a metric. */
    private final @Nullable OrtSession scorer;

    private ExportedNetwork(NetworkGraph<S> graph, OrtSession encoder, @Nullable OrtSession scorer) {
        this.graph = graph;
        this.encoder = encoder;
        this.scorer = scorer;
    }

    /** Loads the graphs; releases the encoder if the scorer cannot be loaded. */
    static <S> ExportedNetwork<S> open(NetworkGraph<S> graph, GraphProto encoder, Optional<GraphProto> scorer) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // Expand int8 weights once at load instead of in every run.
            options.addConfigEntry("session.disable_quant_qdq", "1");
            OrtSession first = load(graph.encoderFrame(), encoder, options);
            try {
                return new ExportedNetwork<>(
                        graph, first, scorer.isPresent() ? load(graph.scorerFrame(), scorer.get(), options) : null);
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
    public float[][] embed(S[] inputs) {
        try (OnnxTensor input = graph.tensor(environment, inputs);
                OrtSession.Result result = encoder.run(Map.of(graph.inputName(), input))) {
            return (float[][]) result.get(0).getValue();
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    @Override
    public float[] score(float[][] left, float[][] right) {
        if (scorer == null) {
            return TwinInference.scores(graph.metric().orElseThrow(), left, right);
        }
        try (OnnxTensor leftRows = OnnxTensor.createTensor(environment, left);
                OnnxTensor rightRows = OnnxTensor.createTensor(environment, right);
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

    private static OrtSession load(ModelProto frame, GraphProto graph, OrtSession.SessionOptions options)
            throws OrtException {
        byte[] file = OnnxWriter.model(frame, graph, Map.of()).toByteArray();
        return OnnxRuntime.environment().createSession(file, options);
    }

    private static TrainingException failed(OrtException cause) {
        return new TrainingException(
                TrainingException.Code.RUNTIME_FAILED,
                "ONNX Runtime cannot run the exported graph, nothing is written: " + cause.getMessage(),
                cause);
    }
}
