package io.github.siamese4j.internal.image;

import static org.bytedeco.opencv.global.opencv_core.CMP_EQ;
import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_MAKETYPE;
import static org.bytedeco.opencv.global.opencv_core.add;
import static org.bytedeco.opencv.global.opencv_core.bitwise_not;
import static org.bytedeco.opencv.global.opencv_core.compare;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.mixChannels;
import static org.bytedeco.opencv.global.opencv_core.multiply;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Converts OpenCV's colour layouts (grey, BGR, BGRA; 8 or 16 bits) to 8-bit RGB. Results belong to the scope. */
final class Rgb {

    /** Number of rows blended at a time, so that intermediate results stay in the CPU cache. */
    private static final int STRIP = 64;

    private Rgb() {}

    /** Converts grey, BGR or BGRA of 8 or 16 bits, blending transparent pixels with white. */
    static Mat from(Mat pixels) {
        return eightBit(upperEightBits(pixels), false);
    }

    /** Converts BGR of 8 bits with a fourth channel that is ignored. */
    static Mat fromOpaque(Mat pixels) {
        Mat rgb = new Mat(pixels.rows(), pixels.cols(), CV_8UC3);
        cvtColor(pixels, rgb, COLOR_BGRA2RGB);
        return rgb;
    }

    /** Converts as {@link #from} does, for colours already multiplied by the opacity. */
    static Mat fromPremultiplied(Mat pixels) {
        return eightBit(upperEightBits(pixels), true);
    }

    /** Converts as {@link #from} does, for samples with these largest values. */
    static Mat fromRange(Mat pixels, int red, int green, int blue) {
        try (DoublePointer factors = new DoublePointer(255.0 / blue, 255.0 / green, 255.0 / red, 1);
                Mat scale = new Mat(4, 1, CV_64FC1, factors)) {
            Mat scaled = new Mat();
            multiply(pixels, scale, scaled, 1, CV_8U);
            return from(scaled);
        }
    }

    /** Converts grey as {@link #from} does, with one grey value transparent. */
    static Mat fromGrey(Mat pixels, int transparent) {
        Mat rgb = from(pixels);
        try (Mat hidden = new Mat();
                Mat key = new Mat(Scalar.all(transparent));
                Mat white = new Mat(Scalar.all(255))) {
            compare(pixels, key, hidden, CMP_EQ);
            rgb.setTo(white, hidden);
            return rgb;
        }
    }

    private static Mat eightBit(Mat pixels, boolean premultiplied) {
        Mat rgb = new Mat(pixels.rows(), pixels.cols(), CV_8UC3);
        switch (pixels.channels()) {
            case 1 -> cvtColor(pixels, rgb, COLOR_GRAY2RGB);
            case 3 -> cvtColor(pixels, rgb, COLOR_BGR2RGB);
            default -> {
                for (int row = 0; row < pixels.rows(); row += STRIP) {
                    int end = Math.min(row + STRIP, pixels.rows());
                    try (Mat from = pixels.rowRange(row, end);
                            Mat to = rgb.rowRange(row, end)) {
                        blendWithWhite(from, to, premultiplied);
                    }
                }
            }
        }
        return rgb;
    }

    /** Computes colour × opacity + white × (1 − opacity). The second term is whole, so only the first is rounded. */
    private static void blendWithWhite(Mat bgra, Mat rgb, boolean premultiplied) {
        try (Mat alpha = new Mat();
                Mat opacity = new Mat()) {
            extractChannel(bgra, alpha, 3);
            cvtColor(alpha, opacity, COLOR_GRAY2RGB);
            cvtColor(bgra, rgb, COLOR_BGRA2RGB);
            if (!premultiplied) {
                multiply(rgb, opacity, rgb, 1.0 / 255, -1);
            }
            bitwise_not(opacity, opacity);
            add(rgb, opacity, rgb);
        }
    }

    /**
     * Returns the upper bytes of 16-bit samples by viewing them as pairs of bytes. A conversion with a scale would
     * round instead.
     */
    private static Mat upperEightBits(Mat pixels) {
        if (pixels.depth() != CV_16U) {
            return pixels;
        }
        int channels = pixels.channels();
        Mat upper = new Mat(pixels.rows(), pixels.cols(), CV_MAKETYPE(CV_8U, channels));
        int[] pairs = new int[2 * channels];
        for (int i = 0; i < channels; i++) {
            pairs[2 * i] = 2 * i + 1;
            pairs[2 * i + 1] = i;
        }
        try (Mat bytes =
                new Mat(pixels.rows(), pixels.cols(), CV_MAKETYPE(CV_8U, 2 * channels), pixels.data(), pixels.step())) {
            mixChannels(bytes, 1, upper, 1, pairs, channels);
        }
        return upper;
    }
}
