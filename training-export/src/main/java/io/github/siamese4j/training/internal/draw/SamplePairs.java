package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.Pixels;
import java.awt.Color;
import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Held-out pairs with their scores: pairs of one class on the left, of two classes on the right. The frame is green
 * where the network is right and red where it is wrong.
 */
public final class SamplePairs {
    private static final int SIDE = 96;
    private static final int FRAME = 3;
    private static final int TEXT = 24;
    private static final int TOP = 64;
    private static final int PAIR = 2 * SIDE;
    private static final int CELL = PAIR + 2 * Canvas.MARGIN;
    private static final int ROW = SIDE + TEXT + Canvas.MARGIN;
    private static final int COLUMNS = 2;

    /** Two held-out images and their score in [0, 1]. */
    public record Pair(Pixels left, Pixels right, boolean same, double score) {
        boolean isRight(double threshold) {
            return same == score >= threshold;
        }
    }

    private SamplePairs() {}

    /** Replaces a PNG file. A pair counts as the same if its score is at least the threshold. */
    public static void draw(Path file, String title, List<Pair> pairs, double threshold) {
        List<Pair> same = pairs.stream().filter(Pair::same).toList();
        List<Pair> different = pairs.stream().filter(pair -> !pair.same()).toList();
        int rows = (Math.max(same.size(), different.size()) + COLUMNS - 1) / COLUMNS;
        try (Canvas canvas = new Canvas(2 * COLUMNS * CELL, TOP + rows * ROW)) {
            canvas.label(title, Canvas.MARGIN, 24);
            half(canvas, same, 0, "same class", threshold);
            half(canvas, different, COLUMNS * CELL, "different classes", threshold);
            canvas.write(file);
        }
    }

    private static void half(Canvas canvas, List<Pair> pairs, int left, String name, double threshold) {
        long right = pairs.stream().filter(pair -> pair.isRight(threshold)).count();
        String title = name + ": " + right + " of " + pairs.size() + " right";
        canvas.label(title, left + Canvas.MARGIN, 50);
        for (int i = 0; i < pairs.size(); i++) {
            int x = left + i % COLUMNS * CELL + Canvas.MARGIN;
            int y = TOP + i / COLUMNS * ROW;
            cell(canvas, pairs.get(i), x, y, pairs.get(i).isRight(threshold));
        }
    }

    private static void cell(Canvas canvas, Pair pair, int x, int y, boolean right) {
        Color color = right ? Canvas.RIGHT : Canvas.WRONG;
        canvas.fill(new Rectangle(x - FRAME, y - FRAME, PAIR + 2 * FRAME, SIDE + 2 * FRAME), color);
        canvas.image(pair.left(), new Rectangle(x, y, SIDE, SIDE));
        canvas.image(pair.right(), new Rectangle(x + SIDE, y, SIDE, SIDE));
        String text = String.format(Locale.ROOT, "%.3f %s", pair.score(), right ? "right" : "wrong");
        canvas.text(text, x, y + SIDE + TEXT - 4, Canvas.Text.SMALL, color);
    }
}
