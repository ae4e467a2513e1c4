package io.github.siamese4j.training.internal.alter;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2f;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Operations that move pixels. */
final class Shapes {

    private Shapes() {}

    /** Resizes both sides to a share of their length, averaging areas. */
    static Operation resize(double share) {
        return (bgr, random) -> resized(bgr, part(bgr.cols(), share), part(bgr.rows(), share));
    }

    static Mat resized(Mat bgr, int width, int height) {
        Mat resized = new Mat();
        opencv_imgproc.resize(bgr, resized, new Size(width, height), 0, 0, opencv_imgproc.INTER_AREA);
        return resized;
    }

    /**
     * Crops both sides to a share of their length. The place is drawn from the middle half of the possible ones, since
     * people crop towards the subject.
     */
    static Operation crop(double share) {
        return (bgr, random) -> {
            int width = part(bgr.cols(), share);
            int height = part(bgr.rows(), share);
            int x = (int) Math.round((bgr.cols() - width) * (0.25 + 0.5 * random.nextDouble()));
            int y = (int) Math.round((bgr.rows() - height) * (0.25 + 0.5 * random.nextDouble()));
            return new Mat(bgr, new Rect(x, y, width, height)).clone();
        };
    }

    /** Rotates about the centre, in a direction drawn at random. The size stays, and corners become black. */
    static Operation rotate(double degrees) {
        return (bgr, random) -> {
            Mat turn = opencv_imgproc.getRotationMatrix2D(
                    new Point2f((bgr.cols() - 1) / 2f, (bgr.rows() - 1) / 2f),
                    random.nextBoolean() ? degrees : -degrees,
                    1);
            Mat rotated = new Mat();
            opencv_imgproc.warpAffine(
                    bgr, rotated, turn, bgr.size(), opencv_imgproc.INTER_LINEAR, opencv_core.BORDER_CONSTANT, grey(0));
            return rotated;
        };
    }

    /** Rotates by 90°, in a direction drawn at random. */
    static Operation quarterTurn() {
        return (bgr, random) -> turned(
                bgr, random.nextBoolean() ? opencv_core.ROTATE_90_CLOCKWISE : opencv_core.ROTATE_90_COUNTERCLOCKWISE);
    }

    /** Rotates by 180°. */
    static Operation halfTurn() {
        return (bgr, random) -> turned(bgr, opencv_core.ROTATE_180);
    }

    private static Mat turned(Mat bgr, int code) {
        Mat turned = new Mat();
        opencv_core.rotate(bgr, turned, code);
        return turned;
    }

    /** Swaps left and right. */
    static Operation mirror() {
        return (bgr, random) -> {
            Mat mirrored = new Mat();
            opencv_core.flip(bgr, mirrored, 1);
            return mirrored;
        };
    }

    /** Adds a black or white frame, as wide as a share of the shorter side. */
    static Operation border(double share) {
        return (bgr, random) -> {
            int width = part(Math.min(bgr.cols(), bgr.rows()), share);
            Mat framed = new Mat();
            opencv_core.copyMakeBorder(
                    bgr,
                    framed,
                    width,
                    width,
                    width,
                    width,
                    opencv_core.BORDER_CONSTANT,
                    grey(random.nextBoolean() ? 0 : 255));
            return framed;
        };
    }

    /** Returns a share of a length, at least 1. */
    static int part(int length, double share) {
        return (int) Math.max(1, Math.round(length * share));
    }

    /** Returns a colour of equal channels. */
    static Scalar grey(double value) {
        return new Scalar(value, value, value, 0);
    }
}
