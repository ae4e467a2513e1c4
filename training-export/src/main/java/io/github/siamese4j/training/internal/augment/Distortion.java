package io.github.siamese4j.training.internal.augment;

import io.github.siamese4j.training.internal.data.Picture;
import io.github.siamese4j.training.internal.sampling.Sample;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Draws and applies a random distortion. Thread-safe. */
public interface Distortion {
    /**
     * Renders a sample.
     *
     * @param picture what it shows
     * @param sample how it is turned, and what the distortion is drawn from: nothing else decides
     * @param width of the result
     * @param height of the result
     * @return {@code height × width × channels} bytes, as many channels as the picture's
     */
    byte[] render(Picture picture, Sample sample, int width, int height);

    /** A picture as a matrix that belongs to the scope. */
    static Mat matrix(Picture picture) {
        int type = opencv_core.CV_8UC(picture.channels());
        return new Mat(picture.height(), picture.width(), type, new BytePointer(picture.pixels()));
    }

    /** Turns a matrix counter-clockwise by quarters; the result belongs to the scope. */
    static Mat turned(Mat picture, int quarterTurns) {
        if (quarterTurns == 0) {
            return picture;
        }
        Mat turned = new Mat();
        opencv_core.rotate(
                picture,
                turned,
                switch (quarterTurns) {
                    case 1 -> opencv_core.ROTATE_90_COUNTERCLOCKWISE;
                    case 2 -> opencv_core.ROTATE_180;
                    default -> opencv_core.ROTATE_90_CLOCKWISE;
                });
        return turned;
    }

    /** The pixels of a matrix without gaps between its rows. */
    static byte[] bytes(Mat picture) {
        byte[] pixels = new byte[picture.rows() * picture.cols() * picture.channels()];
        picture.data().get(pixels);
        return pixels;
    }
}
