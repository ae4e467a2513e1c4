package io.github.siamese4j;

import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The source of an image: a file, a stream, bytes, or pixels in memory. Nothing is read or decoded until an
 * {@link Encoder} needs the pixels, and no native memory is held.
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
 * and may be shared between threads. An image from an {@link InputStream} can be used once; the others can be used any
 * number of times.
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
     * {@return the encoded image in a buffer, from its position to its limit} The image is not decoded yet. The
     * position of the buffer does not change, and later changes of it have no effect.
     *
     * @param encoded the bytes of an image file; direct or not, writable or not; not copied
     */
    static Image of(ByteBuffer encoded) {
        return new Buffer(encoded);
    }

    /**
     * {@return the encoded image that a stream delivers} The stream is read to its end when the pixels are needed, at
     * most one byte beyond {@link ImageLimits#maxBytes()}. The image can be used once; a second use is refused with
     * {@link ErrorCode#IMAGE_UNREADABLE}. The caller closes the stream. An interrupt ends the reading between two
     * blocks of bytes.
     *
     * @param stream the stream; not used by others until the call that needs the pixels has ended
     */
    static Image of(InputStream stream) {
        return new Stream(stream);
    }

    /**
     * {@return the encoded image that streams deliver} Each use of the image takes one stream from the supplier, reads
     * it as {@link #of(InputStream)} does, and closes it.
     *
     * @param streams returns a new stream at each call; can be called by any thread
     */
    static Image of(Supplier<? extends InputStream> streams) {
        return new Supplied(streams);
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
     * An encoded image in a buffer.
     *
     * @param encoded the bytes of an image file, from position to limit; not copied
     */
    record Buffer(ByteBuffer encoded) implements Image {
        /** Rejects null and separates the position from the caller's. */
        public Buffer {
            encoded = encoded.slice();
        }

        /** {@return the bytes, with a position of their own} */
        @Override
        public ByteBuffer encoded() {
            return encoded.duplicate();
        }

        @Override
        public String toString() {
            return "Buffer[" + encoded.remaining() + " bytes]";
        }
    }

    /** An encoded image that a stream delivers once. Thread-safe. */
    final class Stream implements Image {

        private final InputStream stream;
        private final AtomicBoolean used = new AtomicBoolean();

        private Stream(InputStream stream) {
            this.stream = requireNonNull(stream, "stream");
        }

        /**
         * {@return the stream, once}
         *
         * @throws ImageException {@code IMAGE_UNREADABLE} at the second call
         */
        public InputStream use() {
            if (used.getAndSet(true)) {
                throw new ImageException(
                        ErrorCode.IMAGE_UNREADABLE,
                        "image stream: it was read before; to use an image more than once, pass a Supplier of streams"
                                + " or the bytes to Image.of");
            }
            return stream;
        }

        @Override
        public String toString() {
            return "Stream[" + (used.get() ? "used" : "unused") + "]";
        }
    }

    /**
     * An encoded image that streams deliver.
     *
     * @param streams returns a new stream at each call
     */
    record Supplied(Supplier<? extends InputStream> streams) implements Image {
        /** Rejects null. */
        public Supplied {
            requireNonNull(streams, "streams");
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
