package io.github.siamese4j.internal.image;

import io.github.siamese4j.Preprocessing;

/**
 * The place of an image in the model's input. The image is resized to {@code width × height}. The part of
 * {@code shownWidth × shownHeight} at {@code (cutX, cutY)} is then copied to {@code (x, y)} of the input.
 */
record Geometry(int width, int height, int cutX, int cutY, int x, int y, int shownWidth, int shownHeight) {

    /** Computes the place of an image of a width and height of at least 1, with its orientation applied. */
    static Geometry of(Preprocessing preprocessing, int width, int height) {
        int toWidth = preprocessing.width();
        int toHeight = preprocessing.height();
        boolean wider = (long) width * toHeight >= (long) height * toWidth;
        return switch (preprocessing.fit()) {
            case STRETCH -> new Geometry(toWidth, toHeight, 0, 0, 0, 0, toWidth, toHeight);
            case LETTERBOX -> {
                int w = wider ? toWidth : scaled(width, toHeight, height);
                int h = wider ? scaled(height, toWidth, width) : toHeight;
                yield new Geometry(w, h, 0, 0, (toWidth - w) / 2, (toHeight - h) / 2, w, h);
            }
            case CENTER_CROP -> {
                int w = wider ? scaled(width, toHeight, height) : toWidth;
                int h = wider ? toHeight : scaled(height, toWidth, width);
                yield new Geometry(w, h, centre(w - toWidth), centre(h - toHeight), 0, 0, toWidth, toHeight);
            }
        };
    }

    private static int scaled(int side, int to, int from) {
        return (int) Math.max(1, (long) side * to / from);
    }

    /** Rounds half a pixel to even, as the Python implementations do that models are trained with. */
    private static int centre(int surplus) {
        return (int) Math.rint(surplus / 2.0);
    }
}
