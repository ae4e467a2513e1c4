package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.Image;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.image.ImageReader;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.file.Path;

/**
 * Loads image files with the code that a model uses later: at the size of the network or, for distortions that crop,
 * larger and at their own shape. Thread-safe.
 */
public final class ImageLoader {
    /** The longer side of an image at its own shape is at most four times this. */
    private static final int MAX_DETAIL_SIDE = 1024;

    private final Preprocessing preprocessing;
    private final ImageReader reader;
    private final int detailSide;

    /** Creates a loader of images at the size of the network. */
    public ImageLoader(Preprocessing preprocessing) {
        this(preprocessing, 0);
    }

    /**
     * Creates a loader. A detail of 0 gives images at the size of the network. With a detail in [1, 8], images keep
     * their shape: the shorter side is at most this many times the network's shorter side, and the longer side at most
     * four times that. Neither may allow a side above 4096.
     */
    public ImageLoader(Preprocessing preprocessing, double detail) {
        this.preprocessing = preprocessing;
        this.detailSide = (int) Math.round(detail * Math.min(preprocessing.width(), preprocessing.height()));
        if (!(detail == 0 || (detail >= 1 && detail <= 8)) || detailSide > MAX_DETAIL_SIDE) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "detail must be 0 or in [1, 8], and times the network's side at most " + MAX_DETAIL_SIDE + ": "
                            + detail);
        }
        this.reader = new ImageReader(preprocessing, ImageFiles.LIMITS);
    }

    /** Returns the size of the network, the fit and the interpolation. */
    Preprocessing preprocessing() {
        return preprocessing;
    }

    /** Returns whether {@link #loadDetailed} returns images larger than the network's input. */
    boolean isDetailed() {
        return detailSide > 0;
    }

    /** Loads an image at the size of the network. */
    public Pixels load(Path file) {
        return reader.read(Image.of(file));
    }

    /** Loads an image at its own shape, or at the size of the network if the detail is 0. */
    Pixels loadDetailed(Path file) {
        return isDetailed() ? reader.readUnfitted(Image.of(file), detailSide) : load(file);
    }
}
