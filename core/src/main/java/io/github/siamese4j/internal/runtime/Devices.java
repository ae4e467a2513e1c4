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

/** Selects the device that runs a model. */
public final class Devices {

    private static final Logger LOG = LoggerFactory.getLogger("io.github.siamese4j");

    private Devices() {}

    /**
     * Opens a resource on the requested device. {@link Device#AUTO} uses the GPU if CUDA works, otherwise the CPU, and
     * logs which. A missing library of CUDA is an error only if CUDA was requested.
     *
     * @param open opens the resource on a device and runs it once
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
                            + "; install them, or use Device.AUTO or Device.CPU");
        }
        return open.apply(wanted);
    }

    private static <T> T automatic(Function<Device, T> open, List<String> missing) {
        if (!missing.isEmpty()) {
            LOG.info("Running on the CPU; CUDA lacks {}", String.join(", ", missing));
            return open.apply(Device.CPU);
        }
        try {
            return open.apply(Device.cuda(0));
        } catch (DeviceException | InferenceException e) {
            LOG.warn("Running on the CPU, because CUDA failed: {}", e.getMessage());
            return open.apply(Device.CPU);
        }
    }

    private static List<String> missingForCuda() {
        List<String> missing = CudaLibraries.ofThisMachine().missing();
        if (!missing.isEmpty()) {
            return missing;
        }
        OnnxRuntime.environment(); // Reports a native library that cannot be loaded.
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)
                ? List.of()
                : List.of("the artifact onnxruntime_gpu (onnxruntime, without CUDA, is on the class path)");
    }

    /** Returns session options for a device, to be closed by the caller. */
    static SessionOptions sessionOptions(Device device, RuntimeOptions options) throws OrtException {
        SessionOptions session = new SessionOptions();
        try {
            session.setIntraOpNumThreads(options.threads());
            session.setInterOpNumThreads(1);
            // Convert int8 weights to float32 once, at load, instead of in every run.
            session.addConfigEntry("session.disable_quant_qdq", "1");
            // Every session has its own threads. Spinning threads of one would take the cores from the other.
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
            // EXHAUSTIVE times every algorithm at the first run of each shape; DEFAULT may choose a very slow one.
            cuda.add("cudnn_conv_algo_search", "HEURISTIC");
            session.addCUDA(cuda);
        } catch (OrtException e) {
            throw new DeviceException(
                    ErrorCode.DEVICE_UNAVAILABLE, device + " cannot be used: ONNX Runtime says " + e.getMessage(), e);
        }
    }
}
