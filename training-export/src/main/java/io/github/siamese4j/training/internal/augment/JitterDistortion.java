package io.github.siamese4j.training.internal.augment;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.LUT;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_HSV2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2HSV;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.getRotationMatrix2D;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import io.github.siamese4j.training.JitterAugmentation;
import io.github.siamese4j.training.internal.data.Picture;
import io.github.siamese4j.training.internal.sampling.Sample;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2f;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Squeezed, scaled, pasted on a plain ground, mirrored, turned, recoloured. */
public final class JitterDistortion implements Distortion {
    private static final double TURNED = 0.5;
    /** OpenCV's hue of 8 bits is half of the degrees. */
    private static final int HUES = 180;

    private final JitterAugmentation augmentation;

    public JitterDistortion(JitterAugmentation augmentation) {
        this.augmentation = augmentation;
    }

    @Override
    public byte[] render(Picture picture, Sample sample, int width, int height) {
        SplittableRandom random = new SplittableRandom(sample.seed());
        // Releases every native object made inside.
        PointerScope scope = new PointerScope();
        try {
            Mat whole = Distortion.turned(Distortion.matrix(picture), sample.quarterTurns());
            Mat shown = pasted(whole, random, width, height);
            if (random.nextDouble() < augmentation.flip()) {
                opencv_core.flip(shown, shown, 1);
            }
            if (random.nextDouble() < TURNED) {
                shown = rotated(shown, around(0, augmentation.rotationDegrees(), random));
            }
            double hue = around(1, augmentation.hue(), random);
            double saturation = around(1, augmentation.saturation(), random);
            double value = around(1, augmentation.value(), random);
            return Distortion.bytes(recoloured(shown, hue, saturation, value));
        } finally {
            scope.close();
        }
    }

    private Mat pasted(Mat picture, SplittableRandom random, int width, int height) {
        double widened = around(1, augmentation.aspect(), random);
        double heightened = around(1, augmentation.aspect(), random);
        double aspect = widened / heightened * picture.cols() / picture.rows();
        double scale =
                augmentation.minScale() + random.nextDouble() * (augmentation.maxScale() - augmentation.minScale());
        int w = (int) Math.max(1, aspect < 1 ? scale * height * aspect : scale * width);
        int h = (int) Math.max(1, aspect < 1 ? scale * height : scale * width / aspect);
        int x = (int) (random.nextDouble() * (width - w));
        int y = (int) (random.nextDouble() * (height - h));
        Mat ground = new Mat(height, width, picture.type(), ground());
        Rect place = new Rect(
                Math.max(0, x),
                Math.max(0, y),
                Math.min(w, width - Math.max(0, x)),
                Math.min(h, height - Math.max(0, y)));
        Rect part = new Rect(Math.max(0, -x), Math.max(0, -y), place.width(), place.height());
        Mat resized = Resampling.resized(picture, w, h);
        new Mat(resized, part).copyTo(new Mat(ground, place));
        return ground;
    }

    private Mat rotated(Mat picture, double degrees) {
        Mat turned = new Mat();
        Point2f centre = new Point2f(picture.cols() / 2f, picture.rows() / 2f);
        Mat matrix = getRotationMatrix2D(centre, degrees, 1);
        Size size = new Size(picture.cols(), picture.rows());
        warpAffine(picture, turned, matrix, size, INTER_LINEAR, BORDER_CONSTANT, ground());
        return turned;
    }

    private Scalar ground() {
        double fill = augmentation.fill();
        return new Scalar(fill, fill, fill, fill);
    }

    /** Multiplies hue (modulo a turn), saturation and value (up to 255); grey has a value only. */
    static Mat recoloured(Mat picture, double hue, double saturation, double value) {
        boolean grey = picture.channels() == 1;
        byte[] table = new byte[grey ? 256 : 3 * 256];
        for (int i = 0; i < 256; i++) {
            byte brightness = (byte) Math.min(255, (int) (i * value));
            if (grey) {
                table[i] = brightness;
            } else {
                table[3 * i] = (byte) (int) (i * hue % HUES);
                table[3 * i + 1] = (byte) Math.min(255, (int) (i * saturation));
                table[3 * i + 2] = brightness;
            }
        }
        Mat factors = new Mat(1, 256, grey ? CV_8UC1 : CV_8UC3, new BytePointer(table));
        Mat result = new Mat(picture.rows(), picture.cols(), CV_8UC(picture.channels()));
        if (grey) {
            LUT(picture, factors, result);
            return result;
        }
        Mat hsv = new Mat();
        cvtColor(picture, hsv, COLOR_RGB2HSV);
        LUT(hsv, factors, hsv);
        cvtColor(hsv, result, COLOR_HSV2RGB);
        return result;
    }

    private static double around(double centre, double limit, SplittableRandom random) {
        return centre + (random.nextDouble() * 2 - 1) * limit;
    }
}
