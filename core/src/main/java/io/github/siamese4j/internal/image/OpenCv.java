package io.github.siamese4j.internal.image;

import io.github.siamese4j.DeviceException;
import io.github.siamese4j.ErrorCode;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.global.opencv_objdetect;

/** OpenCV's native libraries. */
public final class OpenCv {

    private OpenCv() {}

    /**
     * Unpacks and loads what decodes and resizes pictures, the first time.
     *
     * @throws DeviceException if that failed, on every call
     */
    static void load() {
        require(Libraries.FAILURE);
    }

    /**
     * Unpacks and loads what computes descriptors, the first time; it takes longer, so that only those wait who need
     * it.
     *
     * @throws DeviceException if that failed, on every call
     */
    public static void loadObjectDetection() {
        load();
        require(ObjectDetection.FAILURE);
    }

    private static void require(String failure) {
        if (!failure.isEmpty()) {
            throw new DeviceException(
                    ErrorCode.NATIVE_LIBRARY,
                    "OpenCV cannot be loaded: " + failure
                            + ". If the directory it is unpacked to is read-only, full or mounted noexec, name "
                            + "another with"
                            + " -Dorg.bytedeco.javacpp.cachedir=<directory>; if the libraries for this platform are "
                            + "not on"
                            + " the class path, add org.bytedeco:opencv and org.bytedeco:openblas with its classifier");
        }
    }

    /** Loads once, under the class initializer's lock; what went wrong is kept, for the JVM reports it only once. */
    private static final class Libraries {

        private static final String PROCESS_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

        static final String FAILURE = load();

        private static String load() {
            // JavaCPP refuses to allocate once the process is larger than four times the Java heap, which a process
            // with a
            // model and a small heap is: the weights are not on it.
            if (System.getProperty(PROCESS_LIMIT) == null) {
                System.setProperty(PROCESS_LIMIT, "0");
            }
            return load(opencv_imgcodecs.class, opencv_imgproc.class);
        }

        static String load(Class<?>... libraries) {
            try {
                for (Class<?> library : libraries) {
                    Loader.load(library);
                }
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

    /** As {@link Libraries}, for what only features need. */
    private static final class ObjectDetection {

        static final String FAILURE = Libraries.load(opencv_objdetect.class);
    }
}
