package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.image.ImageReader;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;

/**
 * Reads picture files with the code that reads them when the model is used: at the size of the network, and, for
 * distortions that cut a part out, larger and of their own shape. Thread-safe.
 */
public final class PictureReader {
    /** Four times as much is the longest side that can be asked for. */
    private static final int MAX_DETAIL_SIDE = 1024;
    /** Who trains on a folder of TIFF files knows where they come from. */
    static final ImageLimits LIMITS = new ImageLimits(
            ImageLimits.defaults().maxPixels(),
            ImageLimits.defaults().maxBytes(),
            ImageLimits.defaults().maxSide(),
            EnumSet.allOf(ImageLimits.Format.class),
            ImageLimits.defaults().lenient());

    private final Preprocessing preprocessing;
    private final ImageReader reader;
    private final int detailSide;

    /**
     * Creates a reader of pictures at the size of the network.
     *
     * @param preprocessing the size, and how pictures are brought to it
     */
    public PictureReader(Preprocessing preprocessing) {
        this(preprocessing, 0);
    }

    /**
     * Creates a reader.
     *
     * @param preprocessing the size of the network, and how pictures are brought to it
     * @param detail 0 for pictures at the size of the network; else pictures keep their shape, and their shorter side
     *     is at most this many times the network's shorter side (and the longer one at most four times that)
     * @throws TrainingException {@link Code#CONFIG_INVALID} when the detail is neither 0 nor in [1, 8], or makes
     *     pictures with a side above 4096
     */
    public PictureReader(Preprocessing preprocessing, double detail) {
        this.preprocessing = preprocessing;
        this.detailSide = (int) Math.round(detail * Math.min(preprocessing.width(), preprocessing.height()));
        if (!(detail == 0 || (detail >= 1 && detail <= 8)) || detailSide > MAX_DETAIL_SIDE) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "detail must be 0 or in [1, 8], and times the network's side at most " + MAX_DETAIL_SIDE + ": "
                            + detail);
        }
        this.reader = new ImageReader(preprocessing, LIMITS);
    }

    /** The size of the network, and how pictures are brought to it. */
    Preprocessing preprocessing() {
        return preprocessing;
    }

    /** Whether pictures are also read larger than the network takes them. */
    boolean isDetailed() {
        return detailSide > 0;
    }

    /** Reads one file at its own shape. */
    Picture readDetailed(Path file) {
        ImageReader.Shaped shaped = reader.readShaped(file, detailSide);
        return picture(shaped.width(), shaped.height(), shaped.rgb());
    }

    /**
     * Reads one file.
     *
     * @param file the picture
     * @return the picture at the size of the network; of one channel if its three are equal
     * @throws ImageException if the file cannot be read or is not a whole picture
     */
    public Picture read(Path file) {
        int width = preprocessing.width();
        int height = preprocessing.height();
        ByteBuffer pixels = ByteBuffer.allocateDirect(width * height * 3);
        reader.read(Image.of(file), pixels);
        return picture(width, height, pixels);
    }

    private static Picture picture(int width, int height, ByteBuffer pixels) {
        byte[] rgb = new byte[pixels.capacity()];
        pixels.rewind().get(rgb);
        return isGrey(rgb) ? Picture.owning(width, height, 1, red(rgb)) : Picture.owning(width, height, 3, rgb);
    }

    private static boolean isGrey(byte[] rgb) {
        for (int i = 0; i < rgb.length; i += 3) {
            if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] red(byte[] rgb) {
        byte[] values = new byte[rgb.length / 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = rgb[3 * i];
        }
        return values;
    }
}
