package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.Image;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A few images of a folder, on which a model is measured. */
public final class ImageSample {

    private static final int SAMPLES = 100;

    private ImageSample() {}

    /**
     * Reads at most 100 images that are evenly spread over all images below a folder. Throws {@code DATA_TOO_SMALL} if
     * there are fewer than two.
     */
    public static byte[][] read(Path folder, Preprocessing preprocessing) {
        return read(folder, preprocessing, SAMPLES);
    }

    /** Reads at most the given number of images, as {@link #read(Path, Preprocessing)} does. */
    public static byte[][] read(Path folder, Preprocessing preprocessing, int most) {
        List<Path> files =
                List.copyOf(ImageFiles.below(folder, new PassedOver()).values());
        if (files.size() < 2) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL, folder + " holds " + files.size() + " images, at least 2 are needed");
        }
        int count = Math.min(most, files.size());
        List<byte[]> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path file = files.get((int) ((long) i * files.size() / count));
            samples.add(Pixels.read(Image.of(file), preprocessing, ImageFiles.LIMITS)
                    .rgb());
        }
        return samples.toArray(byte[][]::new);
    }
}
