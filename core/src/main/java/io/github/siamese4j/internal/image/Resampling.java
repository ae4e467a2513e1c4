package io.github.siamese4j.internal.image;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.github.siamese4j.Preprocessing.Interpolation;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Resizes matrices. Intermediate results belong to the scope. */
public final class Resampling {

    private Resampling() {}

    /**
     * Resizes a matrix to the size of another. {@link Interpolation#BILINEAR} and {@link Interpolation#BICUBIC} average
     * areas along each side that shrinks to less than half.
     */
    public static void resample(Mat from, Mat to, Interpolation interpolation) {
        boolean area = interpolation == Interpolation.AREA;
        boolean averageWidth = from.cols() > (area ? 1L : 2L) * to.cols();
        boolean averageHeight = from.rows() > (area ? 1L : 2L) * to.rows();
        int between = interpolation == Interpolation.BICUBIC ? INTER_CUBIC : INTER_LINEAR;
        if (from.cols() == to.cols() && from.rows() == to.rows()) {
            from.copyTo(to);
        } else if (interpolation == Interpolation.NEAREST) {
            pickNearest(from, to);
        } else if (averageWidth == averageHeight) {
            resize(from, to, to.size(), 0, 0, averageWidth ? INTER_AREA : between);
        } else {
            // OpenCV averages only if both sides shrink.
            Mat averaged = new Mat();
            int cols = averageWidth ? to.cols() : from.cols();
            int rows = averageHeight ? to.rows() : from.rows();
            resize(from, averaged, new Size(cols, rows), 0, 0, INTER_AREA);
            resize(averaged, to, to.size(), 0, 0, between);
        }
    }

    /** Replaces OpenCV's INTER_NEAREST_EXACT (4.13), which drifts, and reads past images of 32,768 pixels a side. */
    private static void pickNearest(Mat from, Mat to) {
        Mat rows = new Mat(to.rows(), from.cols(), from.type());
        for (int y = 0; y < to.rows(); y++) {
            try (Mat source = from.row(nearest(y, from.rows(), to.rows()));
                    Mat row = rows.row(y)) {
                source.copyTo(row);
            }
        }
        for (int x = 0; x < to.cols(); x++) {
            try (Mat source = rows.col(nearest(x, from.cols(), to.cols()));
                    Mat column = to.col(x)) {
                source.copyTo(column);
            }
        }
    }

    private static int nearest(int at, int from, int to) {
        return (int) ((2L * at + 1) * from / (2L * to));
    }
}
