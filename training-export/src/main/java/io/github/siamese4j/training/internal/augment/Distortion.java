package io.github.siamese4j.training.internal.augment;

import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing.Interpolation;
import io.github.siamese4j.internal.image.Resampling;
import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.Augmentation;
import io.github.siamese4j.training.internal.sampling.Sample;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Draws and applies a random distortion. Thread-safe. */
interface Distortion {

    /** Returns the distortion of an augmentation. */
    static Distortion of(Augmentation augmentation) {
        if (augmentation.crop() != null) {
            return new CropDistortion(augmentation.crop());
        }
        if (augmentation.jitter() != null) {
            return new JitterDistortion(augmentation.jitter());
        }
        return new AffineDistortion(augmentation.affine() == null ? AffineAugmentation.none() : augmentation.affine());
    }

    /**
     * Renders a sample at the given size. The result depends on the image and the sample alone. It has {@code height ×
     * width} bytes if the image is grey, else {@code height × width × 3}.
     */
    byte[] render(Pixels image, Sample sample, int width, int height);

    /** Returns one byte per pixel if the image is grey, else three. */
    static byte[] samples(Pixels image) {
        return image.isGrey() ? image.grey() : image.rgb();
    }

    /** Returns an image as a matrix that belongs to the scope. */
    static Mat matrix(Pixels image) {
        int type = image.isGrey() ? opencv_core.CV_8UC1 : opencv_core.CV_8UC3;
        return new Mat(image.height(), image.width(), type, new BytePointer(samples(image)));
    }

    /** Rotates a matrix counter-clockwise by quarter turns. The result belongs to the scope. */
    static Mat rotated(Mat image, int quarterTurns) {
        if (quarterTurns == 0) {
            return image;
        }
        Mat rotated = new Mat();
        opencv_core.rotate(
                image,
                rotated,
                switch (quarterTurns) {
                    case 1 -> opencv_core.ROTATE_90_COUNTERCLOCKWISE;
                    case 2 -> opencv_core.ROTATE_180;
                    default -> opencv_core.ROTATE_90_CLOCKWISE;
                });
        return rotated;
    }

    /** Resizes a matrix with bicubic interpolation. The result belongs to the scope. */
    static Mat resized(Mat image, int width, int height) {
        Mat resized = new Mat(height, width, image.type());
        Resampling.resample(image, resized, Interpolation.BICUBIC);
        return resized;
    }

    /** Returns the pixels of a matrix without gaps between its rows. */
    static byte[] bytes(Mat image) {
        byte[] pixels = new byte[image.rows() * image.cols() * image.channels()];
        image.data().get(pixels);
        return pixels;
    }

    /** Returns a colour of equal channels. */
    static Scalar grey(double value) {
        return new Scalar(value, value, value, value);
    }

    /** Draws evenly from {@code centre ± limit}. */
    static double around(double centre, double limit, SplittableRandom random) {
        return centre + (random.nextDouble() * 2 - 1) * limit;
    }

    /** Draws evenly from {@code [low, high)}. */
    static double between(double low, double high, SplittableRandom random) {
        return low + random.nextDouble() * (high - low);
    }
}
