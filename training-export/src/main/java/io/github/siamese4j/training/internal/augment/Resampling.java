package io.github.siamese4j.training.internal.augment;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Brings matrices to a size. */
final class Resampling {
    private Resampling() {}

    /** Bicubic, after averaging areas along a side that shrinks to less than half; the result belongs to the scope. */
    static Mat resized(Mat picture, int width, int height) {
        if (picture.cols() == width && picture.rows() == height) {
            return picture;
        }
        int averagedWidth = picture.cols() > 2 * width ? width : picture.cols();
        int averagedHeight = picture.rows() > 2 * height ? height : picture.rows();
        Mat averaged = picture;
        if (averagedWidth < picture.cols() || averagedHeight < picture.rows()) {
            averaged = new Mat();
            resize(picture, averaged, new Size(averagedWidth, averagedHeight), 0, 0, INTER_AREA);
        }
        if (averagedWidth == width && averagedHeight == height) {
            return averaged;
        }
        Mat resized = new Mat();
        resize(averaged, resized, new Size(width, height), 0, 0, INTER_CUBIC);
        return resized;
    }
}
