package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.Image;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/** Two images side by side, with a title above them. */
public final class PairPicture {

    private static final int SIDE = 320;
    private static final int TOP = 48;

    private PairPicture() {}

    /** Replaces a PNG file. */
    public static void write(Path file, Image a, Image b, String title) {
        try (Canvas canvas = draw(a, b, title)) {
            canvas.write(file);
        }
    }

    /** Returns the picture for a window. */
    public static BufferedImage of(Image a, Image b, String title) {
        try (Canvas canvas = draw(a, b, title)) {
            return canvas.toBufferedImage();
        }
    }

    private static Canvas draw(Image a, Image b, String title) {
        Canvas canvas = new Canvas(2 * SIDE + 3 * Canvas.MARGIN, TOP + SIDE + Canvas.MARGIN);
        try {
            canvas.text(title, Canvas.MARGIN, TOP - Canvas.MARGIN, Canvas.Text.TITLE, Canvas.INK);
            canvas.image(a, new Rectangle(Canvas.MARGIN, TOP, SIDE, SIDE));
            canvas.image(b, new Rectangle(2 * Canvas.MARGIN + SIDE, TOP, SIDE, SIDE));
            return canvas;
        } catch (RuntimeException e) {
            canvas.close();
            throw e;
        }
    }
}
