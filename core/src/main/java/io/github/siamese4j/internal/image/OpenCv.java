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
     * Loads the libraries that decode and resize images, unless they are loaded already. Throws if that failed, now or
     * in an earlier call.
     */
    static void load() {
        require(Libraries.FAILURE);
    }

    /** Loads the library that computes descriptors as well. It is separate because it takes longer. */
    public static void loadObjectDetection() {
        load();
        require(ObjectDetection.FAILURE);
    }

    private static void require(String failure) {
        if (!failure.isEmpty()) {
            throw new DeviceException(
                    ErrorCode.NATIVE_LIBRARY,
                    "OpenCV cannot be loaded: " + failure
                            + ". If its cache directory is read-only, full or mounted noexec, choose another with"
                            + " -Dorg.bytedeco.javacpp.cachedir=<directory>. If the libraries for this platform are"
                            + " not on the class path, add org.bytedeco:opencv and org.bytedeco:openblas with its"
                            + " classifier");
        }
    }

    /** Loads once, under the class initializer's lock. The failure is kept, because the JVM reports it only once. */
    private static final class Libraries {

        private static final String PROCESS_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

        static final String FAILURE = load();

        private static String load() {
            // JavaCPP refuses to allocate if the process is larger than four times the Java heap. A process with a
            // model and a small heap is, because the weights are outside the heap.
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

    /** Like {@link Libraries}, for the library that only features need. */
    private static final class ObjectDetection {

        static final String FAILURE = Libraries.load(opencv_objdetect.class);
    }
}
