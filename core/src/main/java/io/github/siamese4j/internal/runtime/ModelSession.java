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
 * One graph, loaded and guarded. Many threads may run it; a few at a time really do, for each run has all the threads
 * of the runtime and its own working memory. Closing waits for runs, and may be repeated.
 */
public final class ModelSession implements AutoCloseable {

    /** A dimension that must be free. */
    static final long FREE = -1;

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

    /**
     * Loads a graph.
     *
     * @param file the graph
     * @param device the processor or a graphics card
     * @param options how to run it
     * @return the session, to be closed by the caller
     * @throws ModelException if ONNX Runtime refuses the graph
     * @throws io.github.siamese4j.DeviceException if the device or the runtime cannot be used
     */
    public static ModelSession open(OnnxFile file, Device device, RuntimeOptions options) {
        try (SessionOptions sessionOptions = Devices.sessionOptions(device, options)) {
            OrtSession session = OnnxRuntime.environment().createSession(file.bytes(), sessionOptions);
            return new ModelSession(session, file.path().toString(), device, options);
        } catch (OrtException e) {
            throw refused(file, device, e);
        }
    }

    private static SiameseException refused(OnnxFile file, Device device, OrtException e) {
        if (device.kind() == Device.Kind.CUDA) {
            // a graph that is at fault itself is found to be so by the processor, which AUTO tries next
            return new DeviceException(
                    ErrorCode.DEVICE_UNAVAILABLE, device + " cannot run " + file.path() + ": " + e.getMessage(), e);
        }
        if (file.opset() > NEWEST_KNOWN_OPSET) {
            return new ModelException(
                    ErrorCode.MODEL_VERSION,
                    file.path() + " needs operator set " + file.opset() + "; this release runs up to "
                            + NEWEST_KNOWN_OPSET,
                    e);
        }
        return new ModelException(
                ErrorCode.MODEL_INVALID, file.path() + " is refused by ONNX Runtime: " + e.getMessage(), e);
    }

    /**
     * Where the graph runs.
     *
     * @return the processor or a graphics card
     */
    public Device device() {
        return device;
    }

    /**
     * How the graph is run.
     *
     * @return the options it was opened with
     */
    public RuntimeOptions options() {
        return options;
    }

    /**
     * Begins a call.
     *
     * @return the call, to be closed by the caller
     * @throws io.github.siamese4j.InferenceException {@code CLOSED}
     */
    public Call call() {
        return call(Deadline.in(options.deadline()));
    }

    private Call call(Deadline deadline) {
        return new Call(uses.use(), deadline);
    }

    /**
     * Checks an input and reports its shape.
     *
     * @param input the name it must have
     * @param type the element type it must have
     * @param inputs how many inputs the graph must have
     * @param expected the shape it must have, in words
     * @param rank how many dimensions it must have, the first of them free and the others fixed
     * @return the shape, −1 for the free dimension
     * @throws ModelException {@code MODEL_INVALID}: expected against found
     */
    public long[] input(String input, OnnxJavaType type, int inputs, String expected, int rank) {
        try {
            return signature("input", session.getInputInfo(), input, type, inputs, expected, rank);
        } catch (OrtException e) {
            throw OnnxRuntime.failed(name, e);
        }
    }

    /**
     * Checks the only output and reports its shape.
     *
     * @param output the name it must have; its elements must be float32
     * @param expected the shape it must have, in words
     * @param rank how many dimensions it must have, the first of them free and the others fixed
     * @return the shape, −1 for the free dimension
     * @throws ModelException {@code MODEL_INVALID}: expected against found
     */
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

    /** One call by one thread: the session stays open until it ends, and it ends by its deadline. */
    public final class Call implements AutoCloseable {

        private final UseCount.Use use;
        private final Deadline deadline;

        private Call(UseCount.Use use, Deadline deadline) {
            this.use = use;
            this.deadline = deadline;
        }

        /**
         * Begins a part of this call, by the same deadline.
         *
         * @return the part, to be closed by the caller
         */
        public Call part() {
            return call(deadline);
        }

        /**
         * Waits for a permit of something bounded, no longer than the deadline.
         *
         * @param permits where from
         */
        public void acquire(Semaphore permits) {
            deadline.acquire(permits);
        }

        /**
         * Runs the graph over buffers of the caller.
         *
         * @param inputs tensors by name
         * @param outputs tensors by name, filled by the run
         * @throws io.github.siamese4j.InferenceException if it fails, or takes too long
         * @throws io.github.siamese4j.DeviceException if the device has no memory left
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

    /**
     * A tensor over bytes.
     *
     * @param bytes a direct buffer; the tensor is what lies between its position and its limit
     * @param shape of the tensor
     * @return the tensor, to be closed by the caller
     */
    public static OnnxTensor tensor(ByteBuffer bytes, long... shape) {
        try {
            return OnnxTensor.createTensor(OnnxRuntime.environment(), bytes, shape, OnnxJavaType.UINT8);
        } catch (OrtException e) {
            throw OnnxRuntime.failed("a tensor", e);
        }
    }

    /**
     * A tensor over floats.
     *
     * @param floats a direct buffer in native order; the tensor is what lies between its position and its limit
     * @param shape of the tensor
     * @return the tensor, to be closed by the caller
     */
    public static OnnxTensor tensor(FloatBuffer floats, long... shape) {
        try {
            return OnnxTensor.createTensor(OnnxRuntime.environment(), floats, shape);
        } catch (OrtException e) {
            throw OnnxRuntime.failed("a tensor", e);
        }
    }
}
