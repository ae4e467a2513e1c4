package io.github.siamese4j.internal.image;

import io.github.siamese4j.ImageLimits.Format;

/**
 * What the header of a file says about its picture.
 *
 * @param format of the file
 * @param width in pixels as stored, before orientation
 * @param height in pixels as stored, before orientation
 * @param transparent whether pixels may be transparent
 * @param orientation by EXIF, 1..8; 1 where the decoder itself turns the picture
 * @param remainder what the decoder leaves to be done
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

    /** What OpenCV's decoders do not do, or do otherwise than documented for {@link io.github.siamese4j.Image}. */
    sealed interface Remainder {

        /** The decoder does it all. */
        record Nothing() implements Remainder {}

        /**
         * The decoder's white is not 255 (or 65535): samples stay in the range of the file.
         *
         * @param red the decoder's value for full red
         * @param green the decoder's value for full green
         * @param blue the decoder's value for full blue
         */
        record White(int red, int green, int blue) implements Remainder {}

        /**
         * The decoder overlooks that one grey is transparent.
         *
         * @param value the grey as the decoder delivers it, in the depth of the file
         */
        record TransparentGrey(int value) implements Remainder {}

        /** The decoder has multiplied the colours by the opacity. */
        record Premultiplied() implements Remainder {}

        /**
         * The decoder is given only a part of the canvas; around it the picture is transparent.
         *
         * @param left of the part in the canvas
         * @param top of the part in the canvas
         * @param width of the part
         * @param height of the part
         */
        record Frame(int left, int top, int width, int height) implements Remainder {}
    }
}
