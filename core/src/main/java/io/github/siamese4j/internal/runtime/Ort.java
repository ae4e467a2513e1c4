package io.github.siamese4j.internal.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.github.siamese4j.DeviceException;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.SiameseException;

/** The one environment of ONNX Runtime in this JVM, and what its errors mean. */
final class Ort {

    private Ort() {}

    /** The environment; never closed, for the JVM has only one. */
    static OrtEnvironment environment() {
        try {
            return OrtEnvironment.getEnvironment();
        } catch (LinkageError e) {
            throw new DeviceException(
                    ErrorCode.NATIVE_LIBRARY,
                    "ONNX Runtime's native library could not be unpacked or loaded; point the system property java.io.tmpdir at a"
                            + " writable folder that allows execution, or onnxruntime.native.path at the unpacked libraries",
                    e);
        }
    }

    /** What a failed run means to the caller. */
    static SiameseException failed(String what, OrtException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("out of memory") || message.contains("Failed to allocate memory")) {
            return new DeviceException(
                    ErrorCode.DEVICE_OUT_OF_MEMORY,
                    "no memory left to run " + what + "; lower batchSize in RuntimeOptions: " + message,
                    e);
        }
        return new InferenceException(ErrorCode.INFERENCE_FAILED, "running " + what + " failed: " + message, e);
    }
}
