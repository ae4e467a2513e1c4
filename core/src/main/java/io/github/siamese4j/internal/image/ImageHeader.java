package io.github.siamese4j.internal.image;

import io.github.siamese4j.ImageLimits.Format;

/**
 * The header of an encoded image.
 *
 * @param format the file format
 * @param width the stored width in pixels, before orientation
 * @param height the stored height in pixels, before orientation
 * @param transparent true if pixels may be transparent
 * @param orientation the EXIF orientation, 1..8; 1 if the decoder applies it
 * @param remainder the work that the decoder leaves
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
         * The decoder's white is not 255 (or 65535), because samples keep the range of the file.
         *
         * @param red the decoder's value for full red
         * @param green the decoder's value for full green
         * @param blue the decoder's value for full blue
         */
        record White(int red, int green, int blue) implements Remainder {}

        /**
         * The decoder ignores that one grey value is transparent.
         *
         * @param value the grey value as the decoder returns it, in the depth of the file
         */
        record TransparentGrey(int value) implements Remainder {}

        /** The decoder multiplies colours by the opacity. */
        record Premultiplied() implements Remainder {}

        /**
         * The decoder receives a part of the canvas; the rest of the canvas is transparent.
         *
         * @param left the column of the part in the canvas
         * @param top the row of the part in the canvas
         * @param width the width of the part
         * @param height the height of the part
         */
        record Frame(int left, int top, int width, int height) implements Remainder {}
    }
}
