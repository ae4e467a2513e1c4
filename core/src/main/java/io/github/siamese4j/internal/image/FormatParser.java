package io.github.siamese4j.internal.image;

import io.github.siamese4j.ImageLimits.Format;
import java.util.Optional;

/**
 * Reads the structure of one file in Java, so that native decoders only see complete, consistent files. A parser reads
 * the header when it is created, and belongs to one thread.
 */
interface FormatParser {

    /** Returns the header. */
    ImageHeader header();

    /**
     * Walks the file to the end of its first image. Throws if the file is damaged; a file that merely ends too early is
     * reported in the result.
     */
    DecoderInput decoderInput();

    /**
     * Returns whether image data is missing although the file ends as it should. This decodes the file, so it is asked
     * only if the last pixel has the colour that the native decoder fills in.
     */
    default boolean hasMissingData() {
        return false;
    }

    /** Returns the format that the first bytes tell. */
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

    /** Reads the header of a file. Throws if it is damaged, truncated, or of a variant that is not decoded. */
    static FormatParser of(Format format, Bytes file) {
        return switch (format) {
            case JPEG -> new JpegParser(file);
            case PNG -> new PngParser(file);
            case WEBP -> new WebpParser(file);
            case BMP -> new BmpParser(file);
            case GIF -> new GifParser(file);
            case PNM -> new PnmParser(file);
            case TIFF -> new TiffParser(file);
        };
    }
}
