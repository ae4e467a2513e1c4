package io.github.siamese4j.internal.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.github.siamese4j.Device;
import io.github.siamese4j.DeviceException;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides where a model runs. */
public final class Devices {

    private static final Logger LOG = LoggerFactory.getLogger("io.github.siamese4j");

    private Devices() {}

    /**
     * Opens something on the device that was asked for, or on the one that works if the choice was left open.
     *
     * @param <T> what is opened
     * @param wanted the device asked for
     * @param open opens it on a device and proves by a run that it works there
     * @return what was opened
     * @throws DeviceException {@code DEVICE_UNAVAILABLE} if CUDA was asked for and cannot be used, naming what is
     *     missing
     */
    public static <T> T open(Device wanted, Function<Device, T> open) {
        return open(wanted, open, Devices::missingForCuda);
    }

    static <T> T open(Device wanted, Function<Device, T> open, Supplier<List<String>> missingForCuda) {
        return switch (wanted.kind()) {
            case CPU -> open.apply(Device.CPU);
            case CUDA -> required(wanted, open, missingForCuda.get());
            case AUTO -> automatic(open, missingForCuda.get());
        };
    }

    private static <T> T required(Device wanted, Function<Device, T> open, List<String> missing) {
        if (!missing.isEmpty()) {
            throw new DeviceException(
                    ErrorCode.DEVICE_UNAVAILABLE,
                    wanted + " cannot be used here, missing: " + String.join(", ", missing)
                            + "; install it, or ask for Device.AUTO or Device.CPU");
        }
        return open.apply(wanted);
    }

    private static <T> T automatic(Function<Device, T> open, List<String> missing) {
        if (!missing.isEmpty()) {
            LOG.info("Running on the processor; CUDA needs {} and {} more", missing.get(0), missing.size() - 1);
            return open.apply(Device.CPU);
        }
        try {
            return open.apply(Device.cuda(0));
        } catch (DeviceException | InferenceException e) {
            LOG.warn("Running on the processor, for CUDA failed: {}", e.getMessage());
            return open.apply(Device.CPU);
        }
    }

    private static List<String> missingForCuda() {
        List<String> missing = CudaProbe.ofThisMachine().missing();
        if (!missing.isEmpty()) {
            return missing;
        }
        OnnxRuntime.environment(); // first, so that a library that cannot be loaded is reported as such
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)
                ? List.of()
                : List.of("the artifact onnxruntime_gpu (onnxruntime, without CUDA, is on the class path)");
    }

    /** Session options for a device, to be closed by the caller. */
    static SessionOptions sessionOptions(Device device, RuntimeOptions options) throws OrtException {
        SessionOptions session = new SessionOptions();
        try {
            session.setIntraOpNumThreads(options.threads());
            session.setInterOpNumThreads(1);
            // Weights stored in eight bits become float32 once, at load; otherwise every run would convert them again.
            session.addConfigEntry("session.disable_quant_qdq", "1");
            // Every session has threads of its own; those of one that spin for work take the cores from the other's
            // run.
            session.addConfigEntry("session.intra_op.allow_spinning", "0");
            if (device.kind() == Device.Kind.CUDA) {
                addCuda(session, device);
            }
            return session;
        } catch (OrtException | SiameseException e) {
            session.close();
            throw e;
        }
    }

    private static void addCuda(SessionOptions session, Device device) throws OrtException {
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device.index())) {
            // Exhaustive search times every algorithm at the first run of every shape; the default may pick a very slow
            // one.
            cuda.add("cudnn_conv_algo_search", "HEURISTIC");
            session.addCUDA(cuda);
        } catch (OrtException e) {
            throw new DeviceException(
                    ErrorCode.DEVICE_UNAVAILABLE, device + " cannot be used: ONNX Runtime says " + e.getMessage(), e);
        }
    }
}
