package io.github.siamese4j;

import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A picture to compare: where its pixels come from. Nothing is read or decoded until an {@link Encoder} needs it, and
 * no native memory is held, so an {@code Image} is as cheap as the reference inside it.
 *
 * <p>Encoded pictures (JPEG, PNG, WebP, BMP, GIF, PNM; see {@link ImageLimits#formats()}) become 8-bit RGB by these
 * rules: EXIF orientation is applied; grey and palette are expanded; transparent pixels are laid over white; of 16-bit
 * samples the upper eight bits count; of an animation the first frame. The content decides the format, never the file's
 * name.
 *
 * <p>What is passed in is not copied and must not change while a call uses it. Instances are immutable values otherwise
 * and may be shared between threads.
 */
public sealed interface Image {

    /**
     * A picture in a file.
     *
     * @param path the file
     * @return the image, not yet opened
     */
    static Image of(Path path) {
        return new File(path);
    }

    /**
     * A picture in memory, encoded as it would be in a file.
     *
     * @param encoded the bytes of a JPEG, PNG… file
     * @return the image, not yet decoded
     */
    static Image of(byte[] encoded) {
        return new Encoded(encoded);
    }

    /**
     * A picture of the Java desktop toolkit, of any type and colour model. Transparent pixels are laid over white;
     * greys are taken by their samples, as they are in a file.
     *
     * @param picture the picture
     * @return the image
     */
    static Image of(BufferedImage picture) {
        return new Buffered(picture);
    }

    /**
     * An OpenCV matrix of 8 or 16 unsigned bits with one (grey), three (BGR, as OpenCV keeps colours) or four (BGRA)
     * channels. Transparent pixels are laid over white; of 16 bits the upper eight count.
     *
     * @param pixels the matrix, which stays the caller's to close
     * @return the image
     */
    static Image of(Mat pixels) {
        return new Matrix(pixels);
    }

    /**
     * Encoded bytes in a file.
     *
     * @param path the file
     */
    record File(Path path) implements Image {
        /** Refuses null. */
        public File {
            requireNonNull(path, "path");
        }
    }

    /**
     * Encoded bytes in memory.
     *
     * @param bytes the bytes of a JPEG, PNG… file; not copied
     */
    @SuppressWarnings("ArrayRecordComponent") // a copy of every picture would cost more than it protects
    record Encoded(byte[] bytes) implements Image {
        /** Refuses null. */
        public Encoded {
            requireNonNull(bytes, "bytes");
        }

        @Override
        public String toString() {
            return "Encoded[" + bytes.length + " bytes]";
        }
    }

    /**
     * Pixels of the Java desktop toolkit.
     *
     * @param picture the picture; not copied
     */
    record Buffered(BufferedImage picture) implements Image {
        /** Refuses null. */
        public Buffered {
            requireNonNull(picture, "picture");
        }
    }

    /**
     * Pixels in an OpenCV matrix.
     *
     * @param pixels 8 or 16 unsigned bits, one, three (BGR) or four (BGRA) channels; not copied, not closed
     */
    record Matrix(Mat pixels) implements Image {
        /** Refuses null. */
        public Matrix {
            requireNonNull(pixels, "pixels");
        }
    }
}
