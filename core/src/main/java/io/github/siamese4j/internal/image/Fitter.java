package io.github.siamese4j.internal.image;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Interpolation;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Fits an RGB picture into the model's input. What is allocated belongs to the scope. */
final class Fitter {

    /** How many times the shown part a resized side may be before the rest is cut off first. */
    private static final int MAX_SURPLUS = 8;

    private final Preprocessing preprocessing;

    Fitter(Preprocessing preprocessing) {
        this.preprocessing = preprocessing;
    }

    /**
     * Writes the model's input.
     *
     * @param picture RGB, perhaps smaller than the size the geometry was computed of
     * @param geometry where it goes
     * @param target RGB, the size of the model's input, every pixel of which is written
     */
    void fit(Mat picture, Geometry geometry, Mat target) {
        boolean bars = geometry.shownWidth() < target.cols() || geometry.shownHeight() < target.rows();
        if (bars) {
            int rgb = preprocessing.padding();
            target.put(new Scalar(rgb >> 16, rgb >> 8 & 0xFF, rgb & 0xFF, 0));
        }
        Mat place = bars
                ? new Mat(target, new Rect(geometry.x(), geometry.y(), geometry.shownWidth(), geometry.shownHeight()))
                : target;
        if (geometry.width() == geometry.shownWidth() && geometry.height() == geometry.shownHeight()) {
            resample(picture, place);
        } else {
            cutCentre(picture, geometry, place);
        }
    }

    private void cutCentre(Mat picture, Geometry geometry, Mat place) {
        Window horizontal = Window.of(picture.cols(), geometry.width(), geometry.shownWidth(), geometry.cutX());
        Window vertical = Window.of(picture.rows(), geometry.height(), geometry.shownHeight(), geometry.cutY());
        Mat window = new Mat(picture, new Rect(horizontal.from, vertical.from, horizontal.length, vertical.length));
        Mat resized = new Mat(vertical.resized, horizontal.resized, picture.type());
        resample(window, resized);
        new Mat(resized, new Rect(horizontal.cut, vertical.cut, place.cols(), place.rows())).copyTo(place);
    }

    /**
     * What of one side of a picture is resized to what, and where the shown part begins in that. Of a very long side
     * only a window about the centre is resized, as a picture of 20,000 × 1 would else become one of two million
     * pixels' width. The window is wide enough for its edges not to be seen; that both its lengths are whole moves the
     * shown pixels by at most a sixteenth.
     */
    private record Window(int from, int length, int resized, int cut) {

        static Window of(int side, int resized, int shown, int cut) {
            if (resized <= (long) MAX_SURPLUS * shown) {
                return new Window(0, side, resized, cut);
            }
            long least = (long) MAX_SURPLUS / 2 * shown;
            int length = (int) ((least * side + resized - 1) / resized) + 4;
            length = Math.min(side, length + ((side - length) & 1));
            // The centre stays where it was if both lengths lose an even number.
            int half = (int) Math.rint((resized - (double) length * resized / side) / 2);
            return new Window((side - length) / 2, length, resized - 2 * half, cut - half);
        }
    }

    private void resample(Mat from, Mat to) {
        boolean shrinksWidth = from.cols() > 2L * to.cols();
        boolean shrinksHeight = from.rows() > 2L * to.rows();
        boolean area = preprocessing.interpolation() == Interpolation.AREA;
        boolean averageWidth = area ? from.cols() > to.cols() : shrinksWidth;
        boolean averageHeight = area ? from.rows() > to.rows() : shrinksHeight;
        if (from.cols() == to.cols() && from.rows() == to.rows()) {
            from.copyTo(to);
        } else if (preprocessing.interpolation() == Interpolation.NEAREST) {
            pickNearest(from, to);
        } else if (averageWidth == averageHeight) {
            resize(from, to, to.size(), 0, 0, averageWidth ? INTER_AREA : between());
        } else {
            // Averaging holds for one side only, and OpenCV would average neither.
            Mat averaged = new Mat();
            int cols = averageWidth ? to.cols() : from.cols();
            int rows = averageHeight ? to.rows() : from.rows();
            resize(from, averaged, new Size(cols, rows), 0, 0, INTER_AREA);
            resize(averaged, to, to.size(), 0, 0, between());
        }
    }

    /**
     * OpenCV's own (INTER_NEAREST_EXACT, 4.13) drifts, and beside pictures of 32,768 pixels a side it reads foreign
     * memory.
     */
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

    private int between() {
        return preprocessing.interpolation() == Interpolation.BICUBIC ? INTER_CUBIC : INTER_LINEAR;
    }
}
