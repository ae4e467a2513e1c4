package io.github.siamese4j.training.internal.augment;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.addWeighted;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.dilate;
import static org.bytedeco.opencv.global.opencv_imgproc.erode;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import io.github.siamese4j.Pixels;
import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.internal.sampling.Sample;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Applies the quarter turns and an affine distortion in one warp. */
record AffineDistortion(AffineAugmentation augmentation) implements Distortion {
    @Override
    public byte[] render(Pixels image, Sample sample, int width, int height) {
        if (sample.quarterTurns() == 0 && augmentation.isNone()) {
            return Distortion.samples(image);
        }
        SplittableRandom random = new SplittableRandom(sample.seed());
        double[] matrix = matrix(random, sample.quarterTurns(), width, height);
        // The scope releases all native objects created inside.
        try (PointerScope scope = new PointerScope()) {
            Mat from = Distortion.matrix(image);
            if (augmentation.strokes() > 0 && random.nextDouble() < augmentation.strokes()) {
                from = restroked(from, Distortion.around(0, 1, random));
            }
            Mat to = new Mat();
            Mat transform = new Mat(2, 3, CV_64FC1, new DoublePointer(matrix));
            Scalar outside = Distortion.grey(augmentation.fill());
            warpAffine(from, to, transform, new Size(width, height), INTER_LINEAR, BORDER_CONSTANT, outside);
            return Distortion.bytes(to);
        }
    }

    /** Widens light areas for weights above 0 and dark areas below, by one pixel to each side at ±1. */
    static Mat restroked(Mat image, double weight) {
        Mat widened = new Mat();
        Mat square = new Mat(3, 3, CV_8UC1, new Scalar(1));
        if (weight > 0) {
            dilate(image, widened, square);
        } else {
            erode(image, widened, square);
        }
        Mat blended = new Mat();
        addWeighted(image, 1 - Math.abs(weight), widened, Math.abs(weight), 0, blended);
        return blended;
    }

    /** Returns the row-major 2×3 matrix: quarter turns, scale, shear and rotation about the centre, then the shift. */
    private double[] matrix(SplittableRandom random, int quarterTurns, int width, int height) {
        AffineAugmentation a = augmentation;
        double angle = Math.toRadians(Distortion.around(0, a.rotationDegrees(), random));
        double scaleX = Distortion.between(a.minScale(), a.maxScale(), random);
        double scaleY = Distortion.between(a.minScale(), a.maxScale(), random);
        double shear = Distortion.around(0, a.shear(), random);
        double shiftX = Distortion.around(0, a.shift(), random) * width;
        double shiftY = Distortion.around(0, a.shift(), random) * height;
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        // rotation · shear · scale
        double xx = cos * scaleX;
        double xy = (cos * shear + sin) * scaleY;
        double yx = -sin * scaleX;
        double yy = (-sin * shear + cos) * scaleY;
        for (int i = 0; i < quarterTurns; i++) {
            double oldXx = xx;
            double oldYx = yx;
            // With y downwards, a quarter turn counter-clockwise maps (x, y) to (y, -x).
            xx = -xy;
            xy = oldXx;
            yx = -yy;
            yy = oldYx;
        }
        double centerX = (width - 1) / 2.0;
        double centerY = (height - 1) / 2.0;
        return new double[] {
            xx, xy, centerX + shiftX - xx * centerX - xy * centerY,
            yx, yy, centerY + shiftY - yx * centerX - yy * centerY
        };
    }
}
