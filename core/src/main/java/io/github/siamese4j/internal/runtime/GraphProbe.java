package io.github.siamese4j.internal.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.RuntimeOptions;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs a graph of unknown shapes a few times on the CPU, to find out what it returns. ONNX Runtime logs nothing,
 * because a failure can be expected. Used by one thread; close it once.
 */
public final class GraphProbe implements AutoCloseable {

    private final OrtSession session;
    private final String location;

    private GraphProbe(OrtSession session, String location) {
        this.session = session;
        this.location = location;
    }

    /** Values of an output in row-major order. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not kept
    public record Output(long[] shape, float[] values) {}

    /** A tensor in a direct buffer. */
    public sealed interface Input {}

    /** A batch of uint8 values, the remaining bytes of a direct buffer. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not kept
    public record Bytes(ByteBuffer values, long[] shape) implements Input {}

    /** A batch of float32 values, the remaining values of a direct buffer in native byte order. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not kept
    public record Floats(FloatBuffer values, long[] shape) implements Input {}

    /** Loads a graph with the default number of threads. */
    public static GraphProbe open(ByteBuffer model, String location) {
        return open(model, location, RuntimeOptions.defaults().threads());
    }

    /**
     * Loads a graph from a direct buffer. Throws {@code MODEL_INVALID} if ONNX Runtime refuses it.
     *
     * @param location the name of the model, for messages
     * @param threads the number of threads that work on one run
     */
    public static GraphProbe open(ByteBuffer model, String location, int threads) {
        try (SessionOptions options = new SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.setIntraOpNumThreads(threads);
            options.addConfigEntry("session.disable_quant_qdq", "1");
            return new GraphProbe(OnnxRuntime.environment().createSession(model, options), location);
        } catch (OrtException e) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID, location + " is refused by ONNX Runtime: " + e.getMessage(), e);
        }
    }

    /**
     * Runs the graph over inputs by name and returns its outputs by name, which must be float32. Throws
     * {@code MODEL_INVALID} if it cannot run.
     */
    public Map<String, Output> run(Map<String, ? extends Input> inputs) {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try (RunOptions options = new RunOptions()) {
            options.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            for (Map.Entry<String, ? extends Input> input : inputs.entrySet()) {
                tensors.put(input.getKey(), tensor(input.getValue()));
            }
            try (OrtSession.Result result = session.run(tensors, options)) {
                Map<String, Output> outputs = new HashMap<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    outputs.put(output.getKey(), output(output.getValue()));
                }
                return outputs;
            }
        } catch (OrtException e) {
            throw new ModelException(ErrorCode.MODEL_INVALID, location + " cannot run: " + e.getMessage(), e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(Input input) throws OrtException {
        OrtEnvironment environment = OnnxRuntime.environment();
        if (input instanceof Bytes bytes) {
            return OnnxTensor.createTensor(environment, bytes.values(), bytes.shape(), OnnxJavaType.UINT8);
        }
        Floats floats = (Floats) input;
        return OnnxTensor.createTensor(environment, floats.values(), floats.shape());
    }

    private Output output(OnnxValue value) {
        if (value instanceof OnnxTensor tensor && tensor.getInfo().type == OnnxJavaType.FLOAT) {
            FloatBuffer floats = tensor.getFloatBuffer();
            float[] values = new float[floats.remaining()];
            floats.get(values);
            return new Output(tensor.getInfo().getShape(), values);
        }
        throw new ModelException(ErrorCode.MODEL_INVALID, location + " returns " + value.getInfo() + ", not float32");
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw OnnxRuntime.failed(location, e);
        }
    }
}
