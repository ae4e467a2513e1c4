package io.github.siamese4j.training.internal.augment;

import io.github.siamese4j.training.CropAugmentation;
import io.github.siamese4j.training.internal.data.Picture;
import io.github.siamese4j.training.internal.sampling.Sample;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/** A random part of a picture, mirrored, with a random policy. */
public final class CropDistortion implements Distortion {
    private static final int ATTEMPTS = 10;

    private final CropAugmentation augmentation;

    public CropDistortion(CropAugmentation augmentation) {
        this.augmentation = augmentation;
    }

    /** A part of a picture. */
    record Box(int x, int y, int width, int height) {}

    @Override
    public byte[] render(Picture picture, Sample sample, int width, int height) {
        SplittableRandom random = new SplittableRandom(sample.seed());
        byte[] pixels = cropped(picture, sample.quarterTurns(), random, width, height);
        if (augmentation.autoAugment()) {
            AutoAugment.apply(new Raster(width, height, picture.channels(), pixels), random);
        }
        return pixels;
    }

    private byte[] cropped(Picture picture, int quarterTurns, SplittableRandom random, int width, int height) {
        // Releases every native object made inside.
        PointerScope scope = new PointerScope();
        try {
            Mat whole = Distortion.turned(Distortion.matrix(picture), quarterTurns);
            Box box = draw(random, whole.cols(), whole.rows());
            Mat part = new Mat(whole, new Rect(box.x, box.y, box.width, box.height));
            Mat resized = Resampling.resized(part, width, height);
            Mat shown = new Mat();
            if (random.nextDouble() < augmentation.flip()) {
                opencv_core.flip(resized, shown, 1);
            } else {
                // A part that has the size already still lies within the whole.
                resized.copyTo(shown);
            }
            return Distortion.bytes(shown);
        } finally {
            scope.close();
        }
    }

    /**
     * A box of random area and aspect that fits; after some that do not, the largest of allowed aspect about the
     * centre.
     */
    Box draw(SplittableRandom random, int width, int height) {
        double low = Math.log(augmentation.minAspect());
        double high = Math.log(augmentation.maxAspect());
        for (int i = 0; i < ATTEMPTS; i++) {
            double share =
                    augmentation.minArea() + random.nextDouble() * (augmentation.maxArea() - augmentation.minArea());
            double area = share * width * height;
            double aspect = Math.exp(low + random.nextDouble() * (high - low));
            int w = (int) Math.rint(Math.sqrt(area * aspect));
            int h = (int) Math.rint(Math.sqrt(area / aspect));
            if (w >= 1 && h >= 1 && w <= width && h <= height) {
                return new Box(random.nextInt(width - w + 1), random.nextInt(height - h + 1), w, h);
            }
        }
        double own = (double) width / height;
        double aspect = Math.min(Math.max(own, augmentation.minAspect()), augmentation.maxAspect());
        int w = (int) Math.max(1, own > aspect ? Math.rint(height * aspect) : width);
        int h = (int) Math.max(1, own < aspect ? Math.rint(width / aspect) : height);
        return new Box((width - w) / 2, (height - h) / 2, w, h);
    }
}
