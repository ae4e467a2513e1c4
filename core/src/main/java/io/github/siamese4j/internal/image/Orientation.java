package io.github.siamese4j.internal.image;

import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;

import org.bytedeco.opencv.opencv_core.Mat;

/** Applies the EXIF orientation. */
final class Orientation {

    private static final int UPSIDE_DOWN = 0;
    private static final int LEFT_RIGHT = 1;
    private static final int BOTH = -1;

    private Orientation() {}

    /** Returns whether an orientation swaps width and height. */
    static boolean swapsSides(int orientation) {
        return orientation >= 5;
    }

    /** Returns the image with its orientation applied; the same matrix for orientation 1. */
    static Mat apply(Mat image, int orientation) {
        if (orientation == 1) {
            return image;
        }
        Mat turned = new Mat();
        if (swapsSides(orientation)) {
            transpose(image, turned);
        }
        Mat source = swapsSides(orientation) ? turned : image;
        switch (orientation) {
            case 2, 6 -> flip(source, turned, LEFT_RIGHT);
            case 3, 7 -> flip(source, turned, BOTH);
            case 4, 8 -> flip(source, turned, UPSIDE_DOWN);
            default -> {
                // 5 is the transpose alone
            }
        }
        return turned;
    }
}
