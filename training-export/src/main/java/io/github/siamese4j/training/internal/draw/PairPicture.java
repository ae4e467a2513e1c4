package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.Image;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/** Two images side by side, with a title above them. */
public final class PairPicture {

    private static final int SIDE = 320;
    private static final int TOP = 48;
    private static final int WIDTH = 2 * SIDE + 3 * Canvas.MARGIN;
    private static final int HEIGHT = TOP + SIDE + Canvas.MARGIN;

    private PairPicture() {}

    /** Replaces a PNG file. */
    public static void write(Path file, Image a, Image b, String title) {
        try (Canvas canvas = new Canvas(WIDTH, HEIGHT)) {
            draw(canvas, a, b, title);
            canvas.write(file);
        }
    }

    /** Returns the picture for a window. */
    public static BufferedImage of(Image a, Image b, String title) {
        try (Canvas canvas = new Canvas(WIDTH, HEIGHT)) {
            draw(canvas, a, b, title);
            return canvas.toBufferedImage();
        }
    }

    private static void draw(Canvas canvas, Image a, Image b, String title) {
        canvas.text(title, Canvas.MARGIN, TOP - Canvas.MARGIN, Canvas.Text.TITLE, Canvas.INK);
        canvas.image(a, new Rectangle(Canvas.MARGIN, TOP, SIDE, SIDE));
        canvas.image(b, new Rectangle(2 * Canvas.MARGIN + SIDE, TOP, SIDE, SIDE));
    }
}
