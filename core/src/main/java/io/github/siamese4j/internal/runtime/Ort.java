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

/** The one environment of ONNX Runtime in this JVM, and what its errors mean. */
public final class Ort {

    /**
     * Creating the environment matches a regular expression against the command line of the process, recursively, about
     * 270 bytes of stack for each character. On a thread with the usual megabyte a class path of four kilobytes
     * overflows it and crashes the JVM.
     */
    private static final long STACK_PER_CHARACTER = 1024;

    private static final long SMALLEST_STACK = 16 << 20;

    private static @Nullable OrtEnvironment environment;

    private Ort() {}

    /**
     * The environment; never closed, for the JVM has only one.
     *
     * @return the environment
     * @throws DeviceException {@code NATIVE_LIBRARY} if the native library cannot be loaded
     */
    public static synchronized OrtEnvironment environment() {
        if (environment == null) {
            environment = create();
        }
        return environment;
    }

    /** Creates the environment on a thread with room for the command line. */
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
                    "ONNX Runtime's native library could not be unpacked or loaded; point the system property "
                            + "java.io.tmpdir at a"
                            + " writable folder that allows execution, or onnxruntime.native.path at the unpacked "
                            + "libraries",
                    e.getCause());
        }
    }

    private static long commandLineLength() {
        try {
            return Files.readAllBytes(Path.of("/proc/self/cmdline")).length;
        } catch (IOException e) {
            return 0; // not Linux, where nothing of the kind is known
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
