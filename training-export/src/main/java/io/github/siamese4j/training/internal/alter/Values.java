package io.github.siamese4j.training.internal.alter;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Operations that change the values of pixels. */
final class Values {

    private Values() {}

    /** Multiplies all values by a factor. */
    static Operation brightness(double factor) {
        return (bgr, random) -> linear(bgr, factor, 0);
    }

    /** Multiplies the differences from the mean luma by a factor. */
    static Operation contrast(double factor) {
        return (bgr, random) -> {
            double mean = opencv_core.mean(luma(bgr)).get(0);
            return linear(bgr, factor, (1 - factor) * mean);
        };
    }

    private static Mat linear(Mat bgr, double factor, double offset) {
        Mat changed = new Mat();
        bgr.convertTo(changed, -1, factor, offset);
        return changed;
    }

    /** Multiplies the differences from a pixel's luma by a factor: 0 makes the image grey. */
    static Operation saturation(double factor) {
        return (bgr, random) -> {
            Mat grey = new Mat();
            opencv_imgproc.cvtColor(luma(bgr), grey, opencv_imgproc.COLOR_GRAY2BGR);
            Mat changed = new Mat();
            opencv_core.addWeighted(bgr, factor, grey, 1 - factor, 0, changed);
            return changed;
        };
    }

    private static Mat luma(Mat bgr) {
        Mat luma = new Mat();
        opencv_imgproc.cvtColor(bgr, luma, opencv_imgproc.COLOR_BGR2GRAY);
        return luma;
    }

    /** Blurs with a Gaussian, whose deviation is a share of the shorter side. */
    static Operation blur(double share) {
        return (bgr, random) -> {
            double deviation = Math.max(0.3, share * Math.min(bgr.cols(), bgr.rows()));
            Mat blurred = new Mat();
            opencv_imgproc.GaussianBlur(bgr, blurred, new Size(0, 0), deviation);
            return blurred;
        };
    }

    /** Adds noise of the given standard deviation to each value. */
    static Operation noise(double deviation) {
        return (bgr, random) -> {
            Mat noisy = bgr.clone();
            byte[] values = new byte[Math.toIntExact(noisy.total() * noisy.channels())];
            noisy.data().get(values);
            for (int i = 0; i < values.length; i++) {
                double value = (values[i] & 0xFF) + deviation * nearlyNormal(random.nextLong());
                values[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
            }
            noisy.data().put(values);
            return noisy;
        };
    }

    /**
     * Returns the sum of four uniform values, with mean 0 and deviation 1. It is the same on every Java version, which
     * {@code nextGaussian} need not be.
     */
    private static double nearlyNormal(long bits) {
        long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
        return (sum / 65536.0 - 2) * Math.sqrt(3);
    }

    /** Returns an image as a JPEG file of the given quality, in 1..100. */
    static byte[] jpegFile(Mat bgr, int quality) {
        return encode(bgr, ".jpg", new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality));
    }

    /** Returns an image as a file. */
    static byte[] encode(Mat bgr, String extension, IntPointer parameters) {
        BytePointer file = new BytePointer();
        opencv_imgcodecs.imencode(extension, bgr, file, parameters);
        byte[] bytes = new byte[Math.toIntExact(file.limit())];
        file.get(bytes);
        return bytes;
    }
}
