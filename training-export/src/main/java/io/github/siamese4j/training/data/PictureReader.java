package io.github.siamese4j.training.data;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.image.ImageReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;

/**
 * Reads picture files at the size of the network, with the code that reads them when the model is used. Thread-safe.
 */
public final class PictureReader {
    /** Who trains on a folder of TIFF files knows where they come from. */
    static final ImageLimits LIMITS = new ImageLimits(
            ImageLimits.defaults().maxPixels(),
            ImageLimits.defaults().maxBytes(),
            ImageLimits.defaults().maxSide(),
            EnumSet.allOf(ImageLimits.Format.class),
            ImageLimits.defaults().lenient());

    private final Preprocessing preprocessing;
    private final ImageReader reader;

    /**
     * Creates a reader.
     *
     * @param preprocessing the size, and how pictures are brought to it
     */
    public PictureReader(Preprocessing preprocessing) {
        this.preprocessing = preprocessing;
        this.reader = new ImageReader(preprocessing, LIMITS);
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
        byte[] rgb = new byte[pixels.capacity()];
        pixels.flip().get(rgb);
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
