package io.github.siamese4j.internal.image;

import io.github.siamese4j.ImageLimits.Format;

/**
 * The header of an encoded image: its stored size before orientation, the EXIF orientation in 1..8 (1 if the decoder
 * applies it), and the work that the decoder leaves.
 */
record ImageHeader(Format format, int width, int height, boolean transparent, int orientation, Remainder remainder) {

    static ImageHeader opaque(Format format, int width, int height) {
        return new ImageHeader(format, width, height, false, 1, new Remainder.Nothing());
    }

    ImageHeader withTransparent(boolean other) {
        return new ImageHeader(format, width, height, other, orientation, remainder);
    }

    ImageHeader withOrientation(int other) {
        return new ImageHeader(format, width, height, transparent, other, remainder);
    }

    ImageHeader withRemainder(Remainder other) {
        return new ImageHeader(format, width, height, transparent, orientation, other);
    }

    /** Work that OpenCV's decoders leave, or do otherwise than {@link io.github.siamese4j.Image} documents. */
    sealed interface Remainder {

        /** No work is left. */
        record Nothing() implements Remainder {}

        /**
         * The decoder's values for full red, green and blue are these instead of 255 (or 65535), because samples keep
         * the range of the file.
         */
        record White(int red, int green, int blue) implements Remainder {}

        /** The decoder ignores that one grey value, in the depth of the file, is transparent. */
        record TransparentGrey(int value) implements Remainder {}

        /** The decoder multiplies colours by the opacity. */
        record Premultiplied() implements Remainder {}

        /** The decoder receives this part of the canvas; the rest of the canvas is transparent. */
        record Frame(int left, int top, int width, int height) implements Remainder {}
    }
}
