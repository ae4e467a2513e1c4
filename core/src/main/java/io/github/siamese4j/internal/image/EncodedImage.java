package io.github.siamese4j.internal.image;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.ImageLimits.Format;
import io.github.siamese4j.internal.image.ImageHeader.Remainder;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/** An encoded image whose header has been read and accepted. */
final class EncodedImage {

    /** The sample that libjpeg fills in for missing data. */
    private static final byte FILL = (byte) 128;

    private final Bytes file;
    private final ImageLimits limits;
    private final FormatParser parser;
    private final ImageHeader header;

    private EncodedImage(Bytes file, ImageLimits limits, FormatParser parser) {
        this.file = file;
        this.limits = limits;
        this.parser = parser;
        this.header = parser.header();
    }

    /** Reads the header without native code. Refuses bytes that are no image, and images that exceed the limits. */
    static EncodedImage open(Bytes file, ImageLimits limits) {
        if (file.size() > limits.maxBytes()) {
            throw file.refused(ErrorCode.IMAGE_TOO_LARGE, tooManyBytes(file.size(), limits));
        }
        Format format = file.format().orElseThrow(() -> unknown(file, limits));
        if (!limits.formats().contains(format)) {
            throw file.refused(
                    ErrorCode.IMAGE_UNSUPPORTED,
                    format + " is not among the formats " + allowed(limits)
                            + "; convert the image, or allow the format with the ImageLimits of RuntimeOptions");
        }
        EncodedImage image = new EncodedImage(file, limits, FormatParser.of(format, file));
        image.requireWithinLimits();
        return image;
    }

    private void requireWithinLimits() {
        int width = header.width();
        int height = header.height();
        if (Math.max(width, height) > limits.maxSide() || (long) width * height > limits.maxPixels()) {
            throw file.refused(
                    ErrorCode.IMAGE_TOO_LARGE,
                    width + "×" + height + " pixels, but at most " + limits.maxPixels() + " and " + limits.maxSide()
                            + " a side are allowed; scale the image down or raise ImageLimits");
        }
    }

    /** Returns the width in pixels with the orientation applied. */
    int width() {
        return Orientation.swapsSides(header.orientation()) ? header.height() : header.width();
    }

    /** Returns the height in pixels with the orientation applied. */
    int height() {
        return Orientation.swapsSides(header.orientation()) ? header.width() : header.height();
    }

    /** Returns whether the decoder can decode to a half, a quarter and an eighth of the size. */
    boolean isReducible() {
        return header.format() == Format.JPEG;
    }

    /**
     * Decodes to RGB and applies the orientation. The result belongs to the scope. The reduction is 1, or also 2, 4, 8
     * if {@link #isReducible()}. Refuses damaged files, and truncated ones unless they are read leniently.
     */
    Mat decode(int reduction) {
        DecoderInput input = parser.decoderInput();
        if (input.shortage() != null && !limits.lenient()) {
            throw file.truncated(input.shortage() + " (or allow lenient decoding with ImageLimits)");
        }
        OpenCv.load();
        boolean plain = !header.transparent() && header.remainder() instanceof Remainder.Nothing;
        Mat decoded = imdecode(input, plain ? colourFlags(reduction) : IMREAD_UNCHANGED);
        checkSize(decoded, reduction);
        if (!limits.lenient() && endsInFillColour(decoded) && parser.hasMissingData()) {
            throw file.truncated(
                    "inside its image data, although it has an end (or allow lenient decoding with" + " ImageLimits)");
        }
        Mat rgb = plain ? withoutPadding(decoded, header, reduction) : finish(decoded, header);
        return Orientation.apply(rgb, header.orientation());
    }

    private static boolean endsInFillColour(Mat decoded) {
        BytePointer last = decoded.ptr(decoded.rows() - 1, decoded.cols() - 1);
        for (int i = 0; i < decoded.elemSize(); i++) {
            if (last.get(i) != FILL) {
                return false;
            }
        }
        return true;
    }

    private Mat imdecode(DecoderInput input, int flags) {
        @Nullable RuntimeException cause = null;
        try (BytePointer bytes = nativeCopy(input);
                Mat encoded = new Mat(1, input.size(), CV_8UC1, bytes)) {
            Mat decoded = opencv_imgcodecs.imdecode(encoded, flags);
            if (!decoded.empty()) {
                return decoded;
            }
        } catch (RuntimeException failure) {
            cause = failure;
        }
        throw input.shortage() == null
                ? file.invalid("a " + header.format() + " that cannot be decoded", cause)
                : file.truncated(input.shortage() + ", and nothing of it can be decoded");
    }

    private static BytePointer nativeCopy(DecoderInput input) {
        ByteBuffer first = input.parts().get(0);
        if (input.parts().size() == 1 && first.isDirect()) {
            return new BytePointer(first.duplicate());
        }
        BytePointer copy = new BytePointer(input.size());
        ByteBuffer all = copy.asByteBuffer();
        for (ByteBuffer part : input.parts()) {
            all.put(part.duplicate());
        }
        return copy;
    }

    /** OpenCV combines the flags named after grey with RGB; those named after colour would ask for BGR. */
    private static int colourFlags(int reduction) {
        int flags = IMREAD_COLOR_RGB | IMREAD_IGNORE_ORIENTATION;
        return switch (reduction) {
            case 2 -> flags | IMREAD_REDUCED_GRAYSCALE_2;
            case 4 -> flags | IMREAD_REDUCED_GRAYSCALE_4;
            case 8 -> flags | IMREAD_REDUCED_GRAYSCALE_8;
            default -> flags;
        };
    }

    /** Another size than the header names would bypass the limits. */
    private void checkSize(Mat decoded, int reduction) {
        int width = header.remainder() instanceof Remainder.Frame frame ? frame.width() : header.width();
        int height = header.remainder() instanceof Remainder.Frame frame ? frame.height() : header.height();
        boolean same = decoded.cols() == blocks(width, reduction) && decoded.rows() == blocks(height, reduction);
        if (!same) {
            throw file.invalid("a " + header.format() + " of " + width + "×" + height + " pixels by its header, "
                    + decoded.cols() + "×" + decoded.rows() + " by its contents");
        }
    }

    /**
     * Removes the padding of a reduced JPEG. Libjpeg reduces whole blocks of 2, 4 or 8 pixels, and the last block may
     * reach past the edge. Without this step, edges would be off by up to a third of a pixel of the model's input.
     */
    private static Mat withoutPadding(Mat reduced, ImageHeader header, int reduction) {
        if (header.width() % reduction == 0 && header.height() % reduction == 0) {
            return reduced;
        }
        Mat stretched = new Mat();
        // One pixel more on each side: between equal sizes, resize copies and ignores the factors.
        int cols = reduced.cols() + 1;
        int rows = reduced.rows() + 1;
        double x = cols * (double) reduction / header.width();
        double y = rows * (double) reduction / header.height();
        resize(reduced, stretched, new Size(), x, y, INTER_CUBIC);
        return new Mat(stretched, new Rect(0, 0, cols, rows));
    }

    private static int blocks(int side, int reduction) {
        return (side + reduction - 1) / reduction;
    }

    private static Mat finish(Mat decoded, ImageHeader header) {
        Remainder remainder = header.remainder();
        if (remainder instanceof Remainder.White white) {
            return Rgb.fromRange(decoded, white.red(), white.green(), white.blue());
        } else if (remainder instanceof Remainder.TransparentGrey grey) {
            return Rgb.fromGrey(decoded, grey.value());
        } else if (remainder instanceof Remainder.Premultiplied) {
            return Rgb.fromPremultiplied(decoded);
        } else if (remainder instanceof Remainder.Frame frame) {
            Mat canvas = new Mat();
            int right = header.width() - frame.left() - frame.width();
            int bottom = header.height() - frame.top() - frame.height();
            copyMakeBorder(
                    Rgb.from(decoded),
                    canvas,
                    frame.top(),
                    bottom,
                    frame.left(),
                    right,
                    BORDER_CONSTANT,
                    Scalar.all(255));
            return canvas;
        }
        return Rgb.from(decoded);
    }

    static String tooManyBytes(long size, ImageLimits limits) {
        return size + " bytes, but at most " + limits.maxBytes()
                + " are allowed; store the image smaller or raise ImageLimits";
    }

    private static String allowed(ImageLimits limits) {
        return limits.formats().stream().sorted().map(Format::name).collect(Collectors.joining(", "));
    }

    private static ImageException unknown(Bytes file, ImageLimits limits) {
        if (file.size() == 0) {
            return file.refused(ErrorCode.IMAGE_UNSUPPORTED, "it is empty; copy the image again");
        }
        StringBuilder begin = new StringBuilder();
        for (int i = 0; i < Math.min(8, file.size()); i++) {
            begin.append(String.format(Locale.ROOT, " %02X", file.u8(i)));
        }
        return file.refused(
                ErrorCode.IMAGE_UNSUPPORTED,
                "the format is none of " + allowed(limits) + " (first bytes:" + begin
                        + "); convert the image to one of these");
    }
}
