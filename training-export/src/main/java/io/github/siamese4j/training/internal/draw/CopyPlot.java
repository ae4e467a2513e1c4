package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.training.internal.evaluate.CopyFigures;
import java.awt.Color;
import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.Locale;

/** Draws how well altered copies are recognized: two bars for each alteration. */
public final class CopyPlot {

    private static final int ROW = 30;
    private static final int BAR = 10;
    private static final int NAMES = 200;
    private static final int LENGTH = 480;
    private static final int NUMBERS = 70;
    private static final int HEAD = 3 * 24;
    private static final Color TRACK = new Color(225, 225, 225);

    private CopyPlot() {}

    /** Replaces a PNG file. Creates its folder if there is none. */
    public static void write(Path file, String model, CopyFigures figures) {
        int width = 2 * Canvas.MARGIN + NAMES + LENGTH + NUMBERS;
        int height = HEAD + 2 * Canvas.MARGIN + ROW * figures.alterations().size();
        try (Canvas canvas = new Canvas(width, height)) {
            int top = Canvas.MARGIN + 16;
            canvas.label(
                    String.format(
                            Locale.ROOT,
                            "Altered copies of %,d pictures among %,d, %s",
                            figures.copies(),
                            figures.pictures(),
                            model.isEmpty() ? "model without name" : model),
                    Canvas.MARGIN,
                    top,
                    width - 2 * Canvas.MARGIN);
            canvas.fill(new Rectangle(Canvas.MARGIN, top + 14, BAR, BAR), Charts.BLUE);
            canvas.label("original at rank 1", Canvas.MARGIN + 2 * BAR, top + 24);
            canvas.fill(new Rectangle(Canvas.MARGIN + NAMES, top + 14, BAR, BAR), Charts.ORANGE);
            canvas.label(
                    "true accepts at a false accept rate of " + figures.rate(),
                    Canvas.MARGIN + NAMES + 2 * BAR,
                    top + 24);
            int y = HEAD + Canvas.MARGIN;
            for (CopyFigures.OfAlteration each : figures.alterations()) {
                canvas.label(each.alteration().toString(), Canvas.MARGIN, y + 16, NAMES - 8);
                bar(canvas, y, each.recall().value(), Charts.BLUE);
                int below = y + BAR + 1;
                each.best().ifPresent(best -> bar(canvas, below, best.share().value(), Charts.ORANGE));
                canvas.label(
                        String.format(Locale.ROOT, "%.3f", each.recall().value()),
                        Canvas.MARGIN + NAMES + LENGTH + 8,
                        y + 16);
                y += ROW;
            }
            canvas.writeWithFolder(file);
        }
    }

    private static void bar(Canvas canvas, int y, double share, Color color) {
        int x = Canvas.MARGIN + NAMES;
        canvas.fill(new Rectangle(x, y, LENGTH, BAR), TRACK);
        int length = (int) Math.round(LENGTH * share);
        if (length > 0) {
            canvas.fill(new Rectangle(x, y, length, BAR), color);
        }
    }
}
