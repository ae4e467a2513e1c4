package io.github.siamese4j.internal.image;

import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;

import org.bytedeco.opencv.opencv_core.Mat;

/** Turns a stored picture the way EXIF says it is to be seen. */
final class Orientation {

    private static final int UPSIDE_DOWN = 0;
    private static final int LEFT_RIGHT = 1;
    private static final int BOTH = -1;

    private Orientation() {}

    /** Whether width and height change places. */
    static boolean swapsSides(int orientation) {
        return orientation >= 5;
    }

    /** The picture as it is to be seen; the same matrix where nothing is to be done. */
    static Mat apply(Mat picture, int orientation) {
        if (orientation == 1) {
            return picture;
        }
        Mat turned = new Mat();
        if (swapsSides(orientation)) {
            transpose(picture, turned);
        }
        Mat source = swapsSides(orientation) ? turned : picture;
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
