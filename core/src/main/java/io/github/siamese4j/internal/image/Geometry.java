package io.github.siamese4j.internal.image;

import io.github.siamese4j.Preprocessing;

/**
 * Where a picture goes: it is resized to {@code width × height}; of that, the part at {@code (cutX, cutY)} is put at
 * {@code (x, y)} of the model's input, {@code shownWidth × shownHeight} large.
 */
record Geometry(int width, int height, int cutX, int cutY, int x, int y, int shownWidth, int shownHeight) {

    /**
     * Fits a picture.
     *
     * @param preprocessing the model's input
     * @param width of the picture as seen, at least 1
     * @param height of the picture as seen, at least 1
     */
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

    /** Half, a half pixel going to the even side, as in the Python implementations models are trained with. */
    private static int centre(int surplus) {
        return (int) Math.rint(surplus / 2.0);
    }
}
