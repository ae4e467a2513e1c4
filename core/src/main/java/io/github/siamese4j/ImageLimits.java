package io.github.siamese4j;

import java.util.EnumSet;
import java.util.Set;

/**
 * What is refused before a decoder sees it: pictures too large to be honest, and formats nobody asked for.
 *
 * @param maxPixels most pixels of one picture (width × height), at least 1
 * @param maxBytes most bytes of one encoded picture, at least 1
 * @param maxSide longest side in pixels, in 1..65535
 * @param formats the formats that are decoded
 * @param lenient whether a truncated picture is used as far as it goes (the rest being whatever the decoder leaves
 *     there) instead of being refused; of the formats here, only JPEG can be decoded in part
 */
public record ImageLimits(long maxPixels, long maxBytes, int maxSide, Set<Format> formats, boolean lenient) {

    private static final ImageLimits DEFAULTS =
            new ImageLimits(50_000_000, 32 << 20, 32_768, EnumSet.complementOf(EnumSet.of(Format.TIFF)), false);

    /** Checks the ranges and copies the set. */
    public ImageLimits {
        require(maxPixels >= 1, "maxPixels must be at least 1", maxPixels);
        require(maxBytes >= 1, "maxBytes must be at least 1", maxBytes);
        require(maxSide >= 1 && maxSide <= 65_535, "maxSide must be in 1..65535", maxSide);
        formats = Set.copyOf(formats);
    }

    /**
     * 50 megapixels, 32 MiB, sides up to 32,768, JPEG, PNG, WebP, BMP, GIF and PNM, nothing truncated.
     *
     * @return the limits that hold unless others are given
     */
    public static ImageLimits defaults() {
        return DEFAULTS;
    }

    private static void require(boolean holds, String rule, long value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + value);
        }
    }

    /** A file format, recognized by content. */
    public enum Format {
        /** JPEG, baseline and progressive, grey or YCbCr or RGB. */
        JPEG,
        /** PNG; of an animated one the first frame. */
        PNG,
        /** WebP; of an animated one the first frame. */
        WEBP,
        /** Windows bitmap. */
        BMP,
        /** GIF, first frame. */
        GIF,
        /** Portable bitmap, greymap, pixmap (PBM, PGM, PPM), plain and raw. */
        PNM,
        /** TIFF, first page; only on request, for its decoder is the largest surface of all. */
        TIFF
    }
}
