package io.github.siamese4j.internal.image;

import static java.util.Objects.requireNonNull;
import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Reads any {@link Image} as pixels of a given size. Thread-safe.
 *
 * <p>Encoded images are checked in Java first (format, size, completeness). Only then do OpenCV's decoders see them.
 * {@link ImageLimits} apply to encoded images; images that are in memory already may have any size.
 */
public final class ImageReader {

    private static final int CHANNELS = 3;

    /** A JPEG is decoded at a fraction of its size only if that leaves this many times the size needed. */
    private static final int MARGIN = 2;

    /** Limit of the longer side, in shorter sides, where an image keeps its own shape. */
    private static final int MAX_ASPECT = 4;

    private final Preprocessing preprocessing;
    private final ImageLimits limits;
    private final Fitter fitter;

    public ImageReader(Preprocessing preprocessing, ImageLimits limits) {
        this.preprocessing = requireNonNull(preprocessing, "preprocessing");
        this.limits = requireNonNull(limits, "limits");
        this.fitter = new Fitter(preprocessing);
    }

    /**
     * Decodes and fits an image into a direct buffer, which receives {@code height × width × 3} bytes of RGB at its
     * position. The position is unchanged if that fails. An interrupt ends the reading of a file or stream.
     */
    public void read(Image image, ByteBuffer target) {
        requireNonNull(image, "image");
        int bytes = preprocessing.height() * preprocessing.width() * CHANNELS;
        if (!target.isDirect() || target.isReadOnly() || target.remaining() < bytes) {
            throw new IllegalArgumentException(
                    "target must be direct, writable and have " + bytes + " bytes remaining: " + target);
        }
        inScope(image, () -> {
            fit(decode(image), matrix(new BytePointer(target.duplicate())));
            return target;
        });
        target.position(target.position() + bytes);
    }

    /** Decodes and fits an image, as {@link #read(Image, ByteBuffer)} does. */
    public Pixels read(Image image) {
        requireNonNull(image, "image");
        return inScope(image, () -> fitted(decode(image)));
    }

    /**
     * Decodes an encoded image at its own shape, with its shorter side at most {@code side} pixels and its longer side
     * at most four times that. Of the preprocessing, only the interpolation applies.
     */
    public Pixels readUnfitted(Image image, int side) {
        requireNonNull(image, "image");
        return inScope(image, () -> {
            EncodedImage encoded = open(image);
            return new ImageReader(ownShape(encoded, side), limits).fitted(encoded);
        });
    }

    private Preprocessing ownShape(EncodedImage image, int side) {
        int shorter = Math.min(image.width(), image.height());
        int longer = Math.max(image.width(), image.height());
        double scale = Math.min(1, Math.min((double) side / shorter, (double) MAX_ASPECT * side / longer));
        return new Preprocessing(
                (int) Math.max(1, Math.round(image.width() * scale)),
                (int) Math.max(1, Math.round(image.height() * scale)),
                Preprocessing.Fit.STRETCH,
                preprocessing.interpolation(),
                preprocessing.padding());
    }

    /** Decodes in a scope that releases all native memory allocated inside. */
    @SuppressWarnings("try") // the scope registers everything native that is allocated inside it
    private static <T> T inScope(Image image, Supplier<T> decoding) {
        try (PointerScope scope = new PointerScope()) {
            return decoding.get();
        } catch (RuntimeException failure) {
            // JavaCPP turns what OpenCV throws into a plain RuntimeException.
            throw failure.getClass() == RuntimeException.class
                    ? new ImageException(
                            ErrorCode.IMAGE_INVALID,
                            image + ": OpenCV failed; try the image in another format",
                            failure)
                    : failure;
        }
    }

    /** An RGB matrix, perhaps smaller than the image the geometry was computed for. */
    private record Decoded(Mat rgb, Geometry geometry) {}

    private Decoded decode(Image image) {
        if (image instanceof Image.Buffered buffered) {
            OpenCv.load();
            return decoded(BufferedPixels.rgb(buffered.image()));
        }
        if (image instanceof Image.Matrix matrix) {
            OpenCv.load();
            return decoded(Rgb.from(checked(matrix.pixels())));
        }
        return decode(open(image));
    }

    private Decoded decoded(Mat rgb) {
        return new Decoded(rgb, Geometry.of(preprocessing, rgb.cols(), rgb.rows()));
    }

    private Decoded decode(EncodedImage image) {
        Geometry geometry = Geometry.of(preprocessing, image.width(), image.height());
        return new Decoded(image.decode(reduction(geometry, image)), geometry);
    }

    private EncodedImage open(Image image) {
        if (image instanceof Image.File file) {
            return EncodedImage.open(FileBytes.read(file.path(), limits), limits);
        }
        if (image instanceof Image.Encoded encoded) {
            return EncodedImage.open(new Bytes("encoded image", ByteBuffer.wrap(encoded.bytes())), limits);
        }
        if (image instanceof Image.Buffer buffer) {
            return EncodedImage.open(new Bytes("image buffer", buffer.encoded()), limits);
        }
        if (image instanceof Image.Stream stream) {
            return EncodedImage.open(StreamBytes.read(stream.use(), limits), limits);
        }
        if (image instanceof Image.Supplied supplied) {
            return EncodedImage.open(StreamBytes.read(supplied.streams(), limits), limits);
        }
        throw new IllegalArgumentException("image must be encoded: " + image);
    }

    private static int reduction(Geometry geometry, EncodedImage image) {
        int reduction = image.isReducible() ? 8 : 1;
        while (reduction > 1
                && (image.width() / reduction < MARGIN * geometry.width()
                        || image.height() / reduction < MARGIN * geometry.height())) {
            reduction /= 2;
        }
        return reduction;
    }

    private Pixels fitted(EncodedImage image) {
        return fitted(decode(image));
    }

    private Pixels fitted(Decoded decoded) {
        byte[] rgb = new byte[preprocessing.height() * preprocessing.width() * CHANNELS];
        BytePointer target = new BytePointer(rgb.length);
        fit(decoded, matrix(target));
        target.get(rgb);
        return Pixels.of(preprocessing.width(), preprocessing.height(), rgb);
    }

    private Mat matrix(BytePointer pixels) {
        return new Mat(preprocessing.height(), preprocessing.width(), CV_8UC3, pixels);
    }

    private void fit(Decoded decoded, Mat target) {
        fitter.fit(decoded.rgb, decoded.geometry, target);
    }

    private static Mat checked(Mat pixels) {
        if (pixels.isNull() || pixels.empty()) {
            throw new ImageException(
                    ErrorCode.IMAGE_INVALID,
                    "matrix: it is empty; check that the image was read and the matrix is not closed");
        }
        int channels = pixels.channels();
        boolean channelsFit = channels == 1 || channels == 3 || channels == 4;
        boolean depthFits = pixels.depth() == CV_8U || pixels.depth() == CV_16U;
        if (pixels.dims() != 2 || !channelsFit || !depthFits) {
            throw new ImageException(
                    ErrorCode.IMAGE_UNSUPPORTED,
                    "matrix: " + pixels + "; convert it to two dimensions, CV_8U or CV_16U, with 1 (grey), 3 (BGR) or 4"
                            + " (BGRA) channels");
        }
        return pixels;
    }
}
