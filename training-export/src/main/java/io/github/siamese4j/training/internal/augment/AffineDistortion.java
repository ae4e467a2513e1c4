package io.github.siamese4j.training.internal.augment;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.addWeighted;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.dilate;
import static org.bytedeco.opencv.global.opencv_imgproc.erode;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.internal.data.Picture;
import io.github.siamese4j.training.internal.sampling.Sample;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Quarter turn and affine distortion in one warp. */
public final class AffineDistortion implements Distortion {
    private final AffineAugmentation augmentation;

    public AffineDistortion(AffineAugmentation augmentation) {
        this.augmentation = augmentation;
    }

    @Override
    public byte[] render(Picture picture, Sample sample, int width, int height) {
        if (sample.quarterTurns() == 0 && augmentation.isNone()) {
            return picture.pixels();
        }
        SplittableRandom random = new SplittableRandom(sample.seed());
        double[] matrix = matrix(random, sample.quarterTurns(), width, height);
        // Releases every native object made inside.
        PointerScope scope = new PointerScope();
        try {
            Mat from = Distortion.matrix(picture);
            if (augmentation.strokes() > 0 && random.nextDouble() < augmentation.strokes()) {
                from = restroked(from, symmetric(random, 1));
            }
            Mat to = new Mat();
            Mat transform = new Mat(2, 3, CV_64FC1, new DoublePointer(matrix));
            double fill = augmentation.fill();
            Scalar outside = new Scalar(fill, fill, fill, fill);
            warpAffine(from, to, transform, new Size(width, height), INTER_LINEAR, BORDER_CONSTANT, outside);
            return Distortion.bytes(to);
        } finally {
            scope.close();
        }
    }

    /** Widens what is light for weights above 0, what is dark for weights below; by a pixel to each side at ±1. */
    static Mat restroked(Mat picture, double weight) {
        Mat widened = new Mat();
        Mat square = new Mat(3, 3, CV_8UC1, new Scalar(1));
        if (weight > 0) {
            dilate(picture, widened, square);
        } else {
            erode(picture, widened, square);
        }
        Mat blended = new Mat();
        addWeighted(picture, 1 - Math.abs(weight), widened, Math.abs(weight), 0, blended);
        return blended;
    }

    /** Row-major 2×3: turn, then scale, shear, rotate about the centre, then shift. */
    private double[] matrix(SplittableRandom random, int quarterTurns, int width, int height) {
        AffineAugmentation a = augmentation;
        double angle = Math.toRadians(symmetric(random, a.rotationDegrees()));
        double scaleX = a.minScale() + random.nextDouble() * (a.maxScale() - a.minScale());
        double scaleY = a.minScale() + random.nextDouble() * (a.maxScale() - a.minScale());
        double shear = symmetric(random, a.shear());
        double shiftX = symmetric(random, a.shift()) * width;
        double shiftY = symmetric(random, a.shift()) * height;
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
            // A quarter turn counter-clockwise maps (x, y) to (y, -x), with y downwards.
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

    private static double symmetric(SplittableRandom random, double limit) {
        return (random.nextDouble() * 2 - 1) * limit;
    }
}
