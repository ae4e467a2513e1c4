package io.github.siamese4j.training.augment;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import io.github.siamese4j.training.data.Picture;
import io.github.siamese4j.training.data.PictureStore;
import io.github.siamese4j.training.sampling.Sample;
import io.github.siamese4j.training.sampling.SampledBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Turns samples into pixels: quarter turn and distortion in one warp. Safe for use by several threads. */
public final class BatchRenderer {
    private final PictureStore store;
    private final AffineAugmentation augmentation;

    /**
     * Creates a renderer.
     *
     * @param store the pictures
     * @param augmentation how they are distorted
     */
    public BatchRenderer(PictureStore store, AffineAugmentation augmentation) {
        this.store = store;
        this.augmentation = augmentation;
    }

    /**
     * Renders a batch.
     *
     * @param batch at least one sample
     * @return its pixels, labels and pairs; grey when all pictures are
     */
    public PixelBatch render(SampledBatch batch) {
        PixelBatch all = render(batch.samples());
        return new PixelBatch(
                all.pixels(), all.count(), all.height(), all.width(), all.channels(), all.labels(), batch.pairs());
    }

    /**
     * Renders samples.
     *
     * @param samples at least one, of pictures of the same size
     * @return their pixels and labels; grey when all of them are
     */
    public PixelBatch render(List<Sample> samples) {
        List<Picture> pictures = new ArrayList<>(samples.size());
        int channels = 1;
        for (Sample sample : samples) {
            Picture picture = store.get(sample.picture());
            channels = Math.max(channels, picture.channels());
            pictures.add(picture);
        }
        int width = pictures.get(0).width();
        int height = pictures.get(0).height();
        ByteBuffer pixels = ByteBuffer.allocateDirect(samples.size() * height * width * channels);
        for (int i = 0; i < samples.size(); i++) {
            Picture picture = pictures.get(i);
            byte[] rendered = render(picture, samples.get(i));
            if (picture.channels() == channels) {
                pixels.put(rendered);
            } else {
                for (byte grey : rendered) {
                    pixels.put(grey).put(grey).put(grey);
                }
            }
        }
        pixels.flip();
        List<Integer> labels = samples.stream().map(Sample::label).toList();
        return new PixelBatch(pixels, samples.size(), height, width, channels, labels);
    }

    private byte[] render(Picture picture, Sample sample) {
        byte[] source = picture.pixels();
        if (sample.quarterTurns() == 0 && augmentation.isNone()) {
            return source;
        }
        int type = CV_8UC(picture.channels());
        double[] matrix = matrix(picture, sample);
        byte[] result = new byte[source.length];
        // Releases every native object made inside.
        PointerScope scope = new PointerScope();
        try {
            Mat from = new Mat(picture.height(), picture.width(), type, new BytePointer(source));
            Mat to = new Mat();
            Mat transform = new Mat(2, 3, CV_64FC1, new DoublePointer(matrix));
            Size size = new Size(picture.width(), picture.height());
            double fill = augmentation.fill();
            Scalar outside = new Scalar(fill, fill, fill, fill);
            warpAffine(from, to, transform, size, INTER_LINEAR, BORDER_CONSTANT, outside);
            to.data().get(result);
        } finally {
            scope.close();
        }
        return result;
    }

    /** Row-major 2×3: turn, then scale, shear, rotate about the centre, then shift. */
    private double[] matrix(Picture picture, Sample sample) {
        SplittableRandom random = new SplittableRandom(sample.seed());
        AffineAugmentation a = augmentation;
        double angle = Math.toRadians(symmetric(random, a.rotationDegrees()));
        double scaleX = a.minScale() + random.nextDouble() * (a.maxScale() - a.minScale());
        double scaleY = a.minScale() + random.nextDouble() * (a.maxScale() - a.minScale());
        double shear = symmetric(random, a.shear());
        double shiftX = symmetric(random, a.shift()) * picture.width();
        double shiftY = symmetric(random, a.shift()) * picture.height();
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        // rotation · shear · scale
        double xx = cos * scaleX;
        double xy = (cos * shear + sin) * scaleY;
        double yx = -sin * scaleX;
        double yy = (-sin * shear + cos) * scaleY;
        for (int i = 0; i < sample.quarterTurns(); i++) {
            double oldXx = xx;
            double oldYx = yx;
            // A quarter turn counter-clockwise maps (x, y) to (y, -x), with y downwards.
            xx = -xy;
            xy = oldXx;
            yx = -yy;
            yy = oldYx;
        }
        double centerX = (picture.width() - 1) / 2.0;
        double centerY = (picture.height() - 1) / 2.0;
        return new double[] {
            xx, xy, centerX + shiftX - xx * centerX - xy * centerY,
            yx, yy, centerY + shiftY - yx * centerX - yy * centerY
        };
    }

    private static double symmetric(SplittableRandom random, double limit) {
        return (random.nextDouble() * 2 - 1) * limit;
    }
}
