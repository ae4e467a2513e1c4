package io.github.siamese4j.training.internal.augment;

import io.github.siamese4j.Pixels;
import io.github.siamese4j.training.CropAugmentation;
import io.github.siamese4j.training.internal.sampling.Sample;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/** Crops a random part, mirrors it at random, and applies a random policy. */
record CropDistortion(CropAugmentation augmentation) implements Distortion {
    private static final int ATTEMPTS = 10;

    /** A part of an image. */
    record Box(int x, int y, int width, int height) {}

    @Override
    public byte[] render(Pixels image, Sample sample, int width, int height) {
        SplittableRandom random = new SplittableRandom(sample.seed());
        byte[] pixels = cropped(image, sample.quarterTurns(), random, width, height);
        if (augmentation.autoAugment()) {
            AutoAugment.apply(new MutablePixels(width, height, image.isGrey() ? 1 : 3, pixels), random);
        }
        return pixels;
    }

    private byte[] cropped(Pixels image, int quarterTurns, SplittableRandom random, int width, int height) {
        // The scope releases all native objects created inside.
        try (PointerScope scope = new PointerScope()) {
            Mat whole = Distortion.rotated(Distortion.matrix(image), quarterTurns);
            Box box = draw(random, whole.cols(), whole.rows());
            Mat part = new Mat(whole, new Rect(box.x, box.y, box.width, box.height));
            Mat resized = Distortion.resized(part, width, height);
            if (random.nextDouble() < augmentation.flip()) {
                opencv_core.flip(resized, resized, 1);
            }
            return Distortion.bytes(resized);
        }
    }

    /** Draws a box of random area and aspect. If no attempt fits, returns the largest centred box of allowed aspect. */
    Box draw(SplittableRandom random, int width, int height) {
        double low = Math.log(augmentation.minAspect());
        double high = Math.log(augmentation.maxAspect());
        for (int i = 0; i < ATTEMPTS; i++) {
            double share = Distortion.between(augmentation.minArea(), augmentation.maxArea(), random);
            double area = share * width * height;
            double aspect = Math.exp(Distortion.between(low, high, random));
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
