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

import io.github.siamese4j.Pixels;
import io.github.siamese4j.training.JitterAugmentation;
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

/** Squeezes, scales, pastes on a plain background, mirrors, rotates and recolours images at random. */
record JitterDistortion(JitterAugmentation augmentation) implements Distortion {
    private static final double ROTATED = 0.5;
    /** OpenCV stores half of the hue's degrees in 8 bits. */
    private static final int HUES = 180;

    @Override
    public byte[] render(Pixels image, Sample sample, int width, int height) {
        SplittableRandom random = new SplittableRandom(sample.seed());
        // The scope releases all native objects created inside.
        try (PointerScope scope = new PointerScope()) {
            Mat whole = Distortion.rotated(Distortion.matrix(image), sample.quarterTurns());
            Mat shown = pasted(whole, random, width, height);
            if (random.nextDouble() < augmentation.flip()) {
                opencv_core.flip(shown, shown, 1);
            }
            if (random.nextDouble() < ROTATED) {
                shown = rotated(shown, Distortion.around(0, augmentation.rotationDegrees(), random));
            }
            double hue = Distortion.around(1, augmentation.hue(), random);
            double saturation = Distortion.around(1, augmentation.saturation(), random);
            double value = Distortion.around(1, augmentation.value(), random);
            return Distortion.bytes(recoloured(shown, hue, saturation, value));
        }
    }

    private Mat pasted(Mat image, SplittableRandom random, int width, int height) {
        double widened = Distortion.around(1, augmentation.aspect(), random);
        double heightened = Distortion.around(1, augmentation.aspect(), random);
        double aspect = widened / heightened * image.cols() / image.rows();
        double scale = Distortion.between(augmentation.minScale(), augmentation.maxScale(), random);
        int w = (int) Math.max(1, aspect < 1 ? scale * height * aspect : scale * width);
        int h = (int) Math.max(1, aspect < 1 ? scale * height : scale * width / aspect);
        int x = (int) (random.nextDouble() * (width - w));
        int y = (int) (random.nextDouble() * (height - h));
        Mat canvas = new Mat(height, width, image.type(), background());
        Rect place = new Rect(
                Math.max(0, x),
                Math.max(0, y),
                Math.min(w, width - Math.max(0, x)),
                Math.min(h, height - Math.max(0, y)));
        Rect part = new Rect(Math.max(0, -x), Math.max(0, -y), place.width(), place.height());
        Mat resized = Distortion.resized(image, w, h);
        new Mat(resized, part).copyTo(new Mat(canvas, place));
        return canvas;
    }

    private Mat rotated(Mat image, double degrees) {
        Mat rotated = new Mat();
        Point2f centre = new Point2f(image.cols() / 2f, image.rows() / 2f);
        Mat matrix = getRotationMatrix2D(centre, degrees, 1);
        Size size = new Size(image.cols(), image.rows());
        warpAffine(image, rotated, matrix, size, INTER_LINEAR, BORDER_CONSTANT, background());
        return rotated;
    }

    private Scalar background() {
        return Distortion.grey(augmentation.fill());
    }

    /** Multiplies hue (modulo 360°), saturation and value (up to 255). Grey images have a value only. */
    static Mat recoloured(Mat image, double hue, double saturation, double value) {
        boolean grey = image.channels() == 1;
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
        Mat result = new Mat(image.rows(), image.cols(), CV_8UC(image.channels()));
        if (grey) {
            LUT(image, factors, result);
            return result;
        }
        Mat hsv = new Mat();
        cvtColor(image, hsv, COLOR_RGB2HSV);
        LUT(hsv, factors, hsv);
        cvtColor(hsv, result, COLOR_HSV2RGB);
        return result;
    }
}
