package io.github.siamese4j.internal.image;

import static java.util.Objects.requireNonNull;
import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.ImageLimits.Format;
import io.github.siamese4j.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Turns any {@link Image} into the pixels of a model. Thread-safe.
 *
 * <p>Encoded pictures are checked in Java first (format, size, completeness) and only then given to OpenCV's decoders.
 * {@link ImageLimits} hold for these; pictures that are in memory already are taken at any size.
 */
public final class ImageReader {

    /** How much larger than needed a picture must stay when a JPEG is decoded to a fraction of its size. */
    private static final int MARGIN = 2;

    /** Of a picture of its own shape, how many times its shorter side the longer one may be. */
    private static final int MAX_SHAPE = 4;

    private final Preprocessing preprocessing;
    private final ImageLimits limits;
    private final EncodedDecoder decoder;
    private final Fitter fitter;

    /**
     * Creates a reader.
     *
     * @param preprocessing how pictures are fitted
     * @param limits what is refused
     */
    public ImageReader(Preprocessing preprocessing, ImageLimits limits) {
        this.preprocessing = requireNonNull(preprocessing, "preprocessing");
        this.limits = requireNonNull(limits, "limits");
        this.decoder = new EncodedDecoder(limits);
        this.fitter = new Fitter(preprocessing);
    }

    /**
     * Decodes and fits one picture.
     *
     * @param image the picture
     * @param target a direct buffer; {@code height × width × 3} bytes of RGB are written from its position on, which
     *     moves behind them
     * @throws ImageException if the picture cannot be used; the buffer's position is unchanged then
     * @throws io.github.siamese4j.InferenceException if the thread is interrupted while a file is read
     * @throws io.github.siamese4j.DeviceException if OpenCV cannot be loaded
     */
    public void read(Image image, ByteBuffer target) {
        requireNonNull(image, "image");
        int bytes = preprocessing.height() * preprocessing.width() * 3;
        if (!target.isDirect() || target.isReadOnly() || target.remaining() < bytes) {
            throw new IllegalArgumentException(
                    "target must be direct, writable and have " + bytes + " bytes remaining: " + target);
        }
        within(image, () -> {
            if (image instanceof Image.File file) {
                encoded(FileBytes.read(file.path(), limits), target);
            } else if (image instanceof Image.Encoded encoded) {
                encoded(new Bytes("encoded image", ByteBuffer.wrap(encoded.bytes())), target);
            } else if (image instanceof Image.Buffered buffered) {
                OpenCv.load();
                fit(BufferedPixels.rgb(buffered.picture()), target);
            } else if (image instanceof Image.Matrix matrix) {
                OpenCv.load();
                fit(Rgb.from(checked(matrix.pixels())), target);
            }
        });
        target.position(target.position() + bytes);
    }

    /**
     * Decodes a file at its own shape, made smaller where it is larger than asked for. The fit and the size of this
     * reader's preprocessing do not count, its interpolation does.
     *
     * @param file the picture
     * @param side what the shorter side of the result is at most; the longer one is at most four times that
     * @return RGB
     * @throws ImageException if the picture cannot be used
     */
    public Shaped readShaped(Path file, int side) {
        AtomicReference<@Nullable Shaped> result = new AtomicReference<>();
        within(Image.of(file), () -> {
            Bytes bytes = FileBytes.read(file, limits);
            ImageHeader header = decoder.header(bytes);
            boolean turned = Orientation.swapsSides(header.orientation());
            Preprocessing shape =
                    shape(turned ? header.height() : header.width(), turned ? header.width() : header.height(), side);
            ByteBuffer target = ByteBuffer.allocateDirect(shape.height() * shape.width() * 3);
            new ImageReader(shape, limits).encoded(bytes, target);
            result.set(new Shaped(shape.width(), shape.height(), target));
        });
        return requireNonNull(result.get());
    }

    /**
     * A picture of its own shape.
     *
     * @param width in pixels
     * @param height in pixels
     * @param rgb direct buffer of {@code height × width × 3} bytes
     */
    public record Shaped(int width, int height, ByteBuffer rgb) {}

    private Preprocessing shape(int width, int height, int side) {
        double smaller =
                Math.min((double) side / Math.min(width, height), (double) MAX_SHAPE * side / Math.max(width, height));
        double scale = Math.min(1, smaller);
        return new Preprocessing(
                (int) Math.max(1, Math.round(width * scale)),
                (int) Math.max(1, Math.round(height * scale)),
                Preprocessing.Fit.STRETCH,
                preprocessing.interpolation(),
                preprocessing.padding());
    }

    /** Runs what decodes a picture: everything native that it allocates is released. */
    @SuppressWarnings("try") // the scope gathers everything native that is allocated inside it
    private static void within(Image image, Runnable decoding) {
        try (PointerScope scope = new PointerScope()) {
            decoding.run();
        } catch (RuntimeException failure) {
            // What C++ throws arrives as this class itself, never as one of its kinds.
            throw failure.getClass() == RuntimeException.class
                    ? new ImageException(
                            ErrorCode.IMAGE_INVALID,
                            image + ": OpenCV failed; try the picture in another format",
                            failure)
                    : failure;
        }
    }

    private void encoded(Bytes file, ByteBuffer target) {
        ImageHeader header = decoder.header(file);
        DecoderInput input = decoder.input(file, header);
        OpenCv.load();
        boolean turned = Orientation.swapsSides(header.orientation());
        int width = turned ? header.height() : header.width();
        int height = turned ? header.width() : header.height();
        Geometry geometry = Geometry.of(preprocessing, width, height);
        int reduction = header.format() == Format.JPEG ? reduction(geometry, width, height) : 1;
        fit(EncodedDecoder.decode(file, header, input, reduction), geometry, target);
    }

    private static int reduction(Geometry geometry, int width, int height) {
        int reduction = 8;
        while (reduction > 1
                && (width / reduction < MARGIN * geometry.width() || height / reduction < MARGIN * geometry.height())) {
            reduction /= 2;
        }
        return reduction;
    }

    private void fit(Mat rgb, ByteBuffer target) {
        fit(rgb, Geometry.of(preprocessing, rgb.cols(), rgb.rows()), target);
    }

    private void fit(Mat rgb, Geometry geometry, ByteBuffer target) {
        Mat pixels =
                new Mat(preprocessing.height(), preprocessing.width(), CV_8UC3, new BytePointer(target.duplicate()));
        fitter.fit(rgb, geometry, pixels);
    }

    private static Mat checked(Mat pixels) {
        if (pixels.isNull() || pixels.empty()) {
            throw new ImageException(
                    ErrorCode.IMAGE_INVALID, "matrix: it is empty; check that the picture was read, and not closed");
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
