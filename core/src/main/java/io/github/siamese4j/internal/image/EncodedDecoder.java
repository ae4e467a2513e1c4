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

/** From the bytes of a file to an RGB picture. */
final class EncodedDecoder {

    private final ImageLimits limits;

    EncodedDecoder(ImageLimits limits) {
        this.limits = limits;
    }

    /**
     * Looks at the header.
     *
     * @throws ImageException if the bytes are no picture, or one that is refused; nothing native was touched
     */
    ImageHeader header(Bytes file) {
        if (file.size() > limits.maxBytes()) {
            throw file.refused(ErrorCode.IMAGE_TOO_LARGE, tooManyBytes(file.size(), limits));
        }
        Format format = FormatParser.sniff(file).orElseThrow(() -> unknown(file));
        if (!limits.formats().contains(format)) {
            throw file.refused(
                    ErrorCode.IMAGE_UNSUPPORTED,
                    format + " is not among the formats " + allowed()
                            + "; convert the picture or allow the format with ImageLimits");
        }
        ImageHeader header = FormatParser.of(format).header(file);
        long pixels = (long) header.width() * header.height();
        if (Math.max(header.width(), header.height()) > limits.maxSide() || pixels > limits.maxPixels()) {
            throw file.refused(
                    ErrorCode.IMAGE_TOO_LARGE,
                    header.width() + "×" + header.height() + " pixels, but at most "
                            + limits.maxPixels() + " and " + limits.maxSide()
                            + " a side are allowed; scale the picture down or raise ImageLimits");
        }
        return header;
    }

    /**
     * The bytes to decode.
     *
     * @throws ImageException if the file is broken, or cut off and that is not allowed
     */
    DecoderInput input(Bytes file, ImageHeader header) {
        DecoderInput input = FormatParser.of(header.format()).decoderInput(file);
        if (input.shortage() != null && !limits.lenient()) {
            throw file.truncated(input.shortage() + " (or allow lenient decoding with ImageLimits)");
        }
        return input;
    }

    /**
     * Decodes and turns the picture. The result belongs to the scope.
     *
     * @param reduction 1, 2, 4 or 8: a JPEG may be decoded to this fraction of its size
     */
    static Mat decode(Bytes file, ImageHeader header, DecoderInput input, int reduction) {
        boolean plain = !header.transparent() && header.remainder() instanceof Remainder.Nothing;
        Mat decoded = imdecode(file, header, input, plain ? colourFlags(reduction) : IMREAD_UNCHANGED);
        checkSize(file, header, decoded, reduction);
        Mat picture = plain ? withoutPadding(decoded, header, reduction) : finish(decoded, header);
        return Orientation.apply(picture, header.orientation());
    }

    private static Mat imdecode(Bytes file, ImageHeader header, DecoderInput input, int flags) {
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

    /**
     * Together with RGB the constants named after grey only say the fraction; those named after colour say BGR as well.
     */
    private static int colourFlags(int reduction) {
        int flags = IMREAD_COLOR_RGB | IMREAD_IGNORE_ORIENTATION;
        return switch (reduction) {
            case 2 -> flags | IMREAD_REDUCED_GRAYSCALE_2;
            case 4 -> flags | IMREAD_REDUCED_GRAYSCALE_4;
            case 8 -> flags | IMREAD_REDUCED_GRAYSCALE_8;
            default -> flags;
        };
    }

    /** A decoder that read another size than the header check would have been past the limits unseen. */
    private static void checkSize(Bytes file, ImageHeader header, Mat decoded, int reduction) {
        int width = header.remainder() instanceof Remainder.Frame frame ? frame.width() : header.width();
        int height = header.remainder() instanceof Remainder.Frame frame ? frame.height() : header.height();
        boolean same = decoded.cols() == blocks(width, reduction) && decoded.rows() == blocks(height, reduction);
        if (!same) {
            throw file.invalid("a " + header.format() + " of " + width + "×" + height + " pixels by its header, "
                    + decoded.cols() + "×" + decoded.rows() + " by its contents");
        }
    }

    /**
     * Libjpeg reduces whole blocks of 2, 4 or 8 pixels, the last one partly past the edge. Without stretching that out
     * of the picture again, edges would be up to a third of a pixel of the model's input off.
     */
    private static Mat withoutPadding(Mat reduced, ImageHeader header, int reduction) {
        if (header.width() % reduction == 0 && header.height() % reduction == 0) {
            return reduced;
        }
        Mat stretched = new Mat();
        // One pixel more on each side: where the sizes are the same, resize copies whatever the factors.
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
                + " are allowed; store the picture smaller or raise ImageLimits";
    }

    private String allowed() {
        return limits.formats().stream().sorted().map(Format::name).collect(Collectors.joining(", "));
    }

    private ImageException unknown(Bytes file) {
        if (file.size() == 0) {
            return file.refused(ErrorCode.IMAGE_UNSUPPORTED, "it is empty; copy the picture again");
        }
        StringBuilder begin = new StringBuilder();
        for (int i = 0; i < Math.min(8, file.size()); i++) {
            begin.append(String.format(Locale.ROOT, " %02X", file.u8(i)));
        }
        return file.refused(
                ErrorCode.IMAGE_UNSUPPORTED,
                "it is none of " + allowed() + " (it begins with" + begin + "); convert the picture to one of these");
    }
}
