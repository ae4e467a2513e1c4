package io.github.siamese4j.internal.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import io.github.siamese4j.Device;
import io.github.siamese4j.DeviceException;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseException;
import io.github.siamese4j.internal.model.OnnxFile;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * A loaded graph. Many threads may run it; a few runs are admitted at a time, because each uses all threads of the
 * runtime and has its own working memory. Closing waits for runs in flight and has no effect the second time.
 */
public final class ModelSession implements AutoCloseable {

    /** The size of a free dimension. */
    private static final long FREE = -1;

    private static final int NEWEST_KNOWN_OPSET = 25;

    private final OrtSession session;
    private final String name;
    private final Device device;
    private final UseCount uses;
    private final Semaphore runs;
    private final RuntimeOptions options;

    private ModelSession(OrtSession session, String name, Device device, RuntimeOptions options) {
        this.session = session;
        this.name = name;
        this.device = device;
        this.options = options;
        this.runs = new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors() / options.threads()), true);
        this.uses = new UseCount(this, name, () -> close(session, name));
    }

    /** Loads a graph on the CPU or a GPU. The caller closes the session. */
    public static ModelSession open(OnnxFile file, Device device, RuntimeOptions options) {
        try (SessionOptions sessionOptions = Devices.sessionOptions(device, options)) {
            OrtSession session = OnnxRuntime.environment().createSession(file.bytes(), sessionOptions);
            return new ModelSession(session, file.location(), device, options);
        } catch (OrtException e) {
            throw refused(file, device, e);
        }
    }

    private static SiameseException refused(OnnxFile file, Device device, OrtException e) {
        if (device.kind() == Device.Kind.CUDA) {
            // If the graph itself is at fault, the CPU reports it, which AUTO tries next.
            return new DeviceException(
                    ErrorCode.DEVICE_UNAVAILABLE, device + " cannot run " + file.location() + ": " + e.getMessage(), e);
        }
        if (file.opset() > NEWEST_KNOWN_OPSET) {
            return new ModelException(
                    ErrorCode.MODEL_VERSION,
                    file.location() + " needs operator set " + file.opset() + "; this release supports up to "
                            + NEWEST_KNOWN_OPSET,
                    e);
        }
        return new ModelException(
                ErrorCode.MODEL_INVALID, file.location() + " is refused by ONNX Runtime: " + e.getMessage(), e);
    }

    /** Returns the device that runs the graph, a CPU or a GPU. */
    public Device device() {
        return device;
    }

    /** Returns the options that the session was opened with. */
    public RuntimeOptions options() {
        return options;
    }

    /** Begins a call, to be closed by the caller. Throws {@code CLOSED} after {@link #close}. */
    public Call call() {
        return new Call(Deadline.in(options.deadline()));
    }

    /**
     * Returns the shape of an input, with −1 for the free dimension. Throws {@code MODEL_INVALID} if the graph has
     * another input.
     *
     * @param inputs the expected number of inputs of the graph
     * @param expected the expected type and shape, for the message
     * @param rank the expected number of dimensions, the first free and the others fixed
     */
    public long[] input(String input, OnnxJavaType type, int inputs, String expected, int rank) {
        try {
            return signature("input", session.getInputInfo(), input, type, inputs, expected, rank);
        } catch (OrtException e) {
            throw OnnxRuntime.failed(name, e);
        }
    }

    /** Returns the shape of the only output, whose elements must be float32, as {@link #input} does. */
    public long[] output(String output, String expected, int rank) {
        try {
            return signature("output", session.getOutputInfo(), output, OnnxJavaType.FLOAT, 1, expected, rank);
        } catch (OrtException e) {
            throw OnnxRuntime.failed(name, e);
        }
    }

    private long[] signature(
            String kind,
            Map<String, NodeInfo> found,
            String wanted,
            OnnxJavaType type,
            int count,
            String expected,
            int rank) {
        if (found.size() == count
                && found.containsKey(wanted)
                && found.get(wanted).getInfo() instanceof TensorInfo tensor
                && tensor.type == type) {
            long[] shape = tensor.getShape();
            if (shape.length == rank
                    && shape[0] == FREE
                    && Arrays.stream(shape).skip(1).allMatch(size -> size > 0)) {
                return shape;
            }
        }
        throw new ModelException(
                ErrorCode.MODEL_INVALID,
                name + ": expected " + kind + " " + wanted + " " + expected + ", found " + found.values());
    }

    @Override
    public void close() {
        uses.close();
    }

    private static void close(OrtSession session, String name) {
        try {
            session.close();
        } catch (OrtException e) {
            throw OnnxRuntime.failed(name, e);
        }
    }

    /** A call by one thread with a deadline. The session stays open until the call ends. */
    public final class Call implements AutoCloseable {

        private final UseCount.Use use = uses.use();
        private final Deadline deadline;

        private Call(Deadline deadline) {
            this.deadline = deadline;
        }

        /** Begins a part of this call with the same deadline, to be closed by the caller. */
        public Call part() {
            return new Call(deadline);
        }

        /** Takes a permit and waits for it no longer than the deadline. */
        public void acquire(Semaphore permits) {
            deadline.acquire(permits);
        }

        /**
         * Runs the graph over input tensors by name and fills the output tensors. Throws
         * {@link io.github.siamese4j.InferenceException} if that fails or takes too long, {@link DeviceException} if
         * the device has no memory left.
         */
        public void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
            deadline.acquire(runs);
            try (RunOptions run = new RunOptions();
                    Watchdog watchdog = Watchdog.watch(run, deadline)) {
                try {
                    session.run(inputs, Set.of(), outputs, run).close();
                } catch (OrtException e) {
                    throw watchdog.fired() ? deadline.expired() : OnnxRuntime.failed(name, e);
                }
            } catch (OrtException e) {
                throw OnnxRuntime.failed(name, e);
            } finally {
                runs.release();
            }
        }

        @Override
        public void close() {
            use.close();
        }
    }

    /** Returns a tensor over the remaining bytes of a direct buffer, to be closed by the caller. */
    public static OnnxTensor tensor(ByteBuffer bytes, long... shape) {
        try {
            return OnnxTensor.createTensor(OnnxRuntime.environment(), bytes, shape, OnnxJavaType.UINT8);
        } catch (OrtException e) {
            throw OnnxRuntime.failed("a tensor", e);
        }
    }

    /**
     * Returns a tensor over the remaining floats of a direct buffer in native byte order, to be closed by the caller.
     */
    public static OnnxTensor tensor(FloatBuffer floats, long... shape) {
        try {
            return OnnxTensor.createTensor(OnnxRuntime.environment(), floats, shape);
        } catch (OrtException e) {
            throw OnnxRuntime.failed("a tensor", e);
        }
    }
}
