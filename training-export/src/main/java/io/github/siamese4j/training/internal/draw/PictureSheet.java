package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.Image;
import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.List;

/** Small images in rows of six, with two lines of text above each, or one by one as JPEG. */
public final class PictureSheet {

    private static final int SIDE = 160;
    private static final int LINE = 18;
    private static final int TOP = 2 * LINE + 6;
    private static final int COLUMNS = 6;
    private static final int WIDTH = SIDE + Canvas.MARGIN;
    private static final int HEIGHT = TOP + SIDE + Canvas.MARGIN;

    private PictureSheet() {}

    /** An image with the two lines of text above it. */
    public record Cell(Image image, String title, String caption) {}

    /** Replaces a PNG file. */
    public static void write(Path file, List<Cell> cells) {
        int columns = Math.min(COLUMNS, cells.size());
        int rows = (cells.size() + COLUMNS - 1) / COLUMNS;
        try (Canvas canvas = new Canvas(Canvas.MARGIN + columns * WIDTH, Canvas.MARGIN + rows * HEIGHT)) {
            for (int i = 0; i < cells.size(); i++) {
                Cell cell = cells.get(i);
                int x = Canvas.MARGIN + i % COLUMNS * WIDTH;
                int y = Canvas.MARGIN + i / COLUMNS * HEIGHT;
                canvas.label(cell.title(), x, y + LINE - 6, SIDE);
                canvas.label(cell.caption(), x, y + 2 * LINE - 6, SIDE);
                canvas.image(cell.image(), new Rectangle(x, y + TOP, SIDE, SIDE));
            }
            canvas.write(file);
        }
    }

    /** Returns an image as JPEG, letterboxed into a square. */
    public static byte[] jpeg(Path file, int side) {
        try (Canvas canvas = new Canvas(side, side)) {
            canvas.image(Image.of(file), new Rectangle(side, side));
            return canvas.encode(".jpg");
        }
    }
}
