package io.github.siamese4j.internal.image;

import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits.Format;
import java.util.Optional;

/**
 * Reads the structure of one file format in Java, so that a native decoder is only given files that are whole and
 * honest.
 */
interface FormatParser {

    /**
     * Reads what is known before a pixel is decoded.
     *
     * @throws ImageException if the header is broken, cut off, or of a variant that is not decoded
     */
    ImageHeader header(Bytes file);

    /**
     * Walks the file to the end of its first picture.
     *
     * @throws ImageException if the file is broken; one that merely ends too early is reported in the result
     */
    DecoderInput decoderInput(Bytes file);

    /** Which format the bytes are of, by their first bytes alone. */
    static Optional<Format> sniff(Bytes file) {
        if (file.matches(0, "\u00FF\u00D8\u00FF")) {
            return Optional.of(Format.JPEG);
        }
        if (file.matches(0, "\u0089PNG\r\n\u001A\n")) {
            return Optional.of(Format.PNG);
        }
        if (file.matches(0, "RIFF") && file.matches(8, "WEBP")) {
            return Optional.of(Format.WEBP);
        }
        if (file.matches(0, "GIF87a") || file.matches(0, "GIF89a")) {
            return Optional.of(Format.GIF);
        }
        if (file.matches(0, "II*\0") || file.matches(0, "MM\0*")) {
            return Optional.of(Format.TIFF);
        }
        if (PnmParser.begins(file)) {
            return Optional.of(Format.PNM);
        }
        return BmpParser.begins(file) ? Optional.of(Format.BMP) : Optional.empty();
    }

    static FormatParser of(Format format) {
        return switch (format) {
            case JPEG -> new JpegParser();
            case PNG -> new PngParser();
            case WEBP -> new WebpParser();
            case BMP -> new BmpParser();
            case GIF -> new GifParser();
            case PNM -> new PnmParser();
            case TIFF -> new TiffParser();
        };
    }
}
