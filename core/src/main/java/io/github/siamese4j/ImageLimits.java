package io.github.siamese4j;

import java.util.EnumSet;
import java.util.Set;

/**
 * The limits for encoded images, checked before an image is decoded. They protect against decompression bombs and
 * unwanted formats.
 *
 * @param maxPixels the maximum number of pixels (width × height), at least 1
 * @param maxBytes the maximum number of bytes of an encoded image, at least 1
 * @param maxSide the maximum length of a side in pixels, in 1..65535
 * @param formats the formats that are decoded
 * @param lenient true to decode the existing part of a truncated image instead of refusing it; the pixels of the rest
 *     are undefined. Only JPEG can be decoded in part
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
     * {@return the default limits: 50 megapixels, 32 MiB, sides up to 32,768 pixels, all formats but TIFF, no truncated
     * images}
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
        /** PNG; the first frame if animated. */
        PNG,
        /** WebP; the first frame if animated. */
        WEBP,
        /** Windows bitmap. */
        BMP,
        /** GIF, first frame. */
        GIF,
        /** Portable bitmap, greymap, pixmap (PBM, PGM, PPM), plain and raw. */
        PNM,
        /** TIFF, first page. Not allowed by default, because its decoder has the largest attack surface. */
        TIFF
    }
}
