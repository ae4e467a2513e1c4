package io.github.siamese4j.internal.image;

import io.github.siamese4j.DeviceException;
import io.github.siamese4j.ErrorCode;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;

/** OpenCV's native libraries. */
final class OpenCv {

    private OpenCv() {}

    /**
     * Unpacks and loads the libraries, the first time.
     *
     * @throws DeviceException if that failed, on every call
     */
    static void load() {
        if (!Libraries.FAILURE.isEmpty()) {
            throw new DeviceException(
                    ErrorCode.NATIVE_LIBRARY,
                    "OpenCV cannot be loaded: " + Libraries.FAILURE
                            + ". If the directory it is unpacked to is read-only, full or mounted noexec, name another with"
                            + " -Dorg.bytedeco.javacpp.cachedir=<directory>; if the libraries for this platform are not on"
                            + " the class path, add org.bytedeco:opencv and org.bytedeco:openblas with its classifier");
        }
    }

    /** Loads once, under the class initializer's lock; what went wrong is kept, for the JVM reports it only once. */
    private static final class Libraries {

        private static final String PROCESS_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

        static final String FAILURE = load();

        private static String load() {
            // JavaCPP refuses to allocate once the process is larger than four times the Java heap, as one with a model
            // is
            // whose heap is small: the weights are not on it.
            if (System.getProperty(PROCESS_LIMIT) == null) {
                System.setProperty(PROCESS_LIMIT, "0");
            }
            try {
                Loader.load(opencv_imgcodecs.class);
                Loader.load(opencv_imgproc.class);
                return "";
            } catch (LinkageError | RuntimeException failure) {
                return withCauses(failure);
            }
        }

        private static String withCauses(Throwable failure) {
            Throwable cause = failure.getCause();
            return cause == null || cause == failure
                    ? failure.toString()
                    : failure + ", because of " + withCauses(cause);
        }
    }
}
