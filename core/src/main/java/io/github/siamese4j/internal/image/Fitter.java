package io.github.siamese4j.internal.image;

import io.github.siamese4j.Preprocessing;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Fits RGB images into the model's input. Intermediate results belong to the scope. */
final class Fitter {

    /** Largest resized side, in multiples of the shown part, before the image is cropped first. */
    private static final int MAX_SURPLUS = 8;

    private final Preprocessing preprocessing;

    Fitter(Preprocessing preprocessing) {
        this.preprocessing = preprocessing;
    }

    /**
     * Writes every pixel of the model's input, in RGB. The image may be smaller than the one the geometry was computed
     * for.
     */
    void fit(Mat image, Geometry geometry, Mat target) {
        boolean bars = geometry.shownWidth() < target.cols() || geometry.shownHeight() < target.rows();
        if (bars) {
            int rgb = preprocessing.padding();
            target.put(new Scalar(rgb >> 16, rgb >> 8 & 0xFF, rgb & 0xFF, 0));
        }
        Mat place = bars
                ? new Mat(target, new Rect(geometry.x(), geometry.y(), geometry.shownWidth(), geometry.shownHeight()))
                : target;
        if (geometry.width() == geometry.shownWidth() && geometry.height() == geometry.shownHeight()) {
            Resampling.resample(image, place, preprocessing.interpolation());
        } else {
            cropCentre(image, geometry, place);
        }
    }

    private void cropCentre(Mat image, Geometry geometry, Mat place) {
        Window horizontal = Window.of(image.cols(), geometry.width(), geometry.shownWidth(), geometry.cutX());
        Window vertical = Window.of(image.rows(), geometry.height(), geometry.shownHeight(), geometry.cutY());
        Mat window = new Mat(image, new Rect(horizontal.from, vertical.from, horizontal.length, vertical.length));
        Mat resized = new Mat(vertical.resized, horizontal.resized, image.type());
        Resampling.resample(window, resized, preprocessing.interpolation());
        new Mat(resized, new Rect(horizontal.cut, vertical.cut, place.cols(), place.rows())).copyTo(place);
    }

    /**
     * The part of one side that is resized, its resized length, and the offset of the shown part in that. Of a very
     * long side, only a window about the centre is resized: an image of 20,000 × 1 would otherwise become two million
     * pixels wide. The window is wide enough to keep its edges out of sight. Rounding both lengths to whole pixels
     * moves the shown pixels by at most a sixteenth.
     */
    private record Window(int from, int length, int resized, int cut) {

        static Window of(int side, int resized, int shown, int cut) {
            if (resized <= (long) MAX_SURPLUS * shown) {
                return new Window(0, side, resized, cut);
            }
            long least = (long) MAX_SURPLUS / 2 * shown;
            int length = (int) ((least * side + resized - 1) / resized) + 4;
            length = Math.min(side, length + ((side - length) & 1));
            // Both lengths lose an even number, so that the centre does not move.
            int half = (int) Math.rint((resized - (double) length * resized / side) / 2);
            return new Window((side - length) / 2, length, resized - 2 * half, cut - half);
        }
    }
}
