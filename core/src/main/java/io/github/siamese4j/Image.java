package io.github.siamese4j;

import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The source of an image: a file, bytes, or pixels in memory. Nothing is read or decoded until an {@link Encoder} needs
 * the pixels, and no native memory is held.
 *
 * <p>Encoded images (JPEG, PNG, WebP, BMP, GIF, PNM; see {@link ImageLimits#formats()}) are converted to 8-bit RGB:
 *
 * <ul>
 *   <li>The EXIF orientation is applied.
 *   <li>Grey and palette images are expanded.
 *   <li>Transparent pixels are blended with white.
 *   <li>The upper eight bits of 16-bit samples are used.
 *   <li>The first frame of an animation is used.
 *   <li>The content decides the format; the file name does not matter.
 * </ul>
 *
 * <p>The arguments are not copied and must not change while a call uses them. Apart from that, instances are immutable
 * and may be shared between threads.
 */
public sealed interface Image {

    /**
     * {@return the image in a file} The file is not opened yet.
     *
     * @param path the file
     */
    static Image of(Path path) {
        return new File(path);
    }

    /**
     * {@return the encoded image in a byte array} The image is not decoded yet.
     *
     * @param encoded the bytes of an image file, such as a JPEG or PNG
     */
    static Image of(byte[] encoded) {
        return new Encoded(encoded);
    }

    /**
     * {@return an image of the Java desktop toolkit, of any type and colour model} Transparent pixels are blended with
     * white. Grey samples are used unchanged, as from a file.
     *
     * @param image the image
     */
    static Image of(BufferedImage image) {
        return new Buffered(image);
    }

    /**
     * {@return the image in an OpenCV matrix of 8 or 16 unsigned bits with one (grey), three (BGR) or four (BGRA)
     * channels} Transparent pixels are blended with white. The upper eight of 16 bits are used.
     *
     * @param pixels the matrix; the caller closes it
     */
    static Image of(Mat pixels) {
        return new Matrix(pixels);
    }

    /**
     * An encoded image in a file.
     *
     * @param path the file
     */
    record File(Path path) implements Image {
        /** Rejects null. */
        public File {
            requireNonNull(path, "path");
        }
    }

    /**
     * An encoded image in memory.
     *
     * @param bytes the bytes of an image file; not copied
     */
    @SuppressWarnings("ArrayRecordComponent") // a copy of every image would cost more than it protects
    record Encoded(byte[] bytes) implements Image {
        /** Rejects null. */
        public Encoded {
            requireNonNull(bytes, "bytes");
        }

        @Override
        public String toString() {
            return "Encoded[" + bytes.length + " bytes]";
        }
    }

    /**
     * An image of the Java desktop toolkit.
     *
     * @param image the image; not copied
     */
    record Buffered(BufferedImage image) implements Image {
        /** Rejects null. */
        public Buffered {
            requireNonNull(image, "image");
        }
    }

    /**
     * An image in an OpenCV matrix.
     *
     * @param pixels 8 or 16 unsigned bits with one, three (BGR) or four (BGRA) channels; neither copied nor closed
     */
    record Matrix(Mat pixels) implements Image {
        /** Rejects null. */
        public Matrix {
            requireNonNull(pixels, "pixels");
        }
    }
}
