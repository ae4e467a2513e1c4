package io.github.siamese4j.internal.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.github.siamese4j.DeviceException;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.SiameseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The environment of ONNX Runtime, of which a JVM has one, and the translation of its errors. */
public final class OnnxRuntime {

    /**
     * Creating the environment matches a regular expression against the command line of the process. The recursion
     * takes about 270 bytes of stack for each character. On a thread with 1 MiB of stack, a class path of 4 kB
     * overflows it and crashes the JVM.
     */
    private static final long STACK_PER_CHARACTER = 1024;

    private static final long SMALLEST_STACK = 16 << 20;

    private static @Nullable OrtEnvironment environment;

    private OnnxRuntime() {}

    /**
     * Returns the environment, which is never closed. Throws {@code NATIVE_LIBRARY} if the native library cannot be
     * loaded.
     */
    public static synchronized OrtEnvironment environment() {
        if (environment == null) {
            environment = create();
            Telemetry.warning(environment.getVersion(), System.getenv(Telemetry.VARIABLE))
                    .ifPresent(LoggerFactory.getLogger("io.github.siamese4j")::warn);
        }
        return environment;
    }

    /** Creates the environment on a thread whose stack has room for the command line. */
    private static OrtEnvironment create() {
        CompletableFuture<OrtEnvironment> created = new CompletableFuture<>();
        Runnable creation = () -> {
            try {
                created.complete(OrtEnvironment.getEnvironment());
            } catch (LinkageError | RuntimeException e) {
                created.completeExceptionally(e);
            }
        };
        long stack = SMALLEST_STACK + STACK_PER_CHARACTER * commandLineLength();
        new Thread(null, creation, "siamese4j-onnxruntime", stack).start();
        try {
            return created.join();
        } catch (CompletionException e) {
            throw new DeviceException(
                    ErrorCode.NATIVE_LIBRARY,
                    "the native library of ONNX Runtime cannot be unpacked or loaded; set the system property"
                            + " java.io.tmpdir to a writable folder that allows execution, or onnxruntime.native.path"
                            + " to the folder of the unpacked libraries",
                    e.getCause());
        }
    }

    private static long commandLineLength() {
        try {
            return Files.readAllBytes(Path.of("/proc/self/cmdline")).length;
        } catch (IOException e) {
            return 0; // Only the Linux library reads the command line.
        }
    }

    /** Returns the exception for a failed run. */
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
