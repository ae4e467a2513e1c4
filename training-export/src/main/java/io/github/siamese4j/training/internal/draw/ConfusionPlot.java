package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.evaluation.FewShotResult;
import io.github.siamese4j.training.internal.data.ImageFiles;
import io.github.siamese4j.training.internal.evaluate.OmniglotRun;
import java.awt.Color;
import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A one-shot run as a matrix, with a row for each test image and a column for each class. Rows are sorted so that right
 * answers lie on the diagonal. Darker fields have higher scores. The answer is framed, green if right and red if wrong.
 */
public final class ConfusionPlot {

    private static final int FIELD = 28;
    private static final int FRAME = 3;
    private static final int LEFT = 130;
    private static final int TOP = 90;
    private static final int BOTTOM = 60;
    private static final int MIN_WIDTH = 660;
    private static final Color DARK = new Color(20, 60, 110);

    private ConfusionPlot() {}

    /** Replaces a PNG file, and creates its folder if there is none. */
    public static void write(Path file, OmniglotRun run, FewShotResult result) {
        int rows = run.trials().size();
        int width = Math.max(MIN_WIDTH, LEFT + run.classes() * FIELD + Canvas.MARGIN);
        int height = TOP + rows * FIELD + BOTTOM;
        try (Canvas canvas = new Canvas(width, height)) {
            titles(canvas, run, result, height);
            List<Integer> order = IntStream.range(0, rows)
                    .boxed()
                    .sorted(Comparator.comparingInt(i -> run.trials().get(i).truth()))
                    .toList();
            for (int row = 0; row < rows; row++) {
                int trial = order.get(row);
                String name =
                        ImageFiles.stem(run.files().get(run.trials().get(trial).query()));
                String text = Canvas.shortened(name, Canvas.Text.SMALL, LEFT - 2 * Canvas.MARGIN);
                int left = LEFT - 8 - Canvas.width(text, Canvas.Text.SMALL);
                canvas.label(text, left, TOP + row * FIELD + 19);
                fields(canvas, row, result.answers().get(trial));
            }
            canvas.writeWithFolder(file);
        }
    }

    private static void titles(Canvas canvas, OmniglotRun run, FewShotResult result, int height) {
        long right =
                result.answers().stream().filter(FewShotResult.Answer::right).count();
        int all = run.trials().size();
        String title = String.format(Locale.ROOT, "%s: %d of %d right", run.name(), right, all);
        canvas.text(title, LEFT, 34, Canvas.Text.TITLE, Canvas.INK);
        canvas.label("test image", 14, TOP - 10);
        canvas.label("class", LEFT, TOP - 32);
        for (int column = 0; column < run.classes(); column++) {
            String number = String.valueOf(column + 1);
            int middle = LEFT + column * FIELD + FIELD / 2;
            canvas.label(number, middle - Canvas.width(number, Canvas.Text.SMALL) / 2, TOP - 10);
        }
        String legend = "darker: higher score (0 white, 1 darkest); frame: the answer, none if tied";
        canvas.label(legend, 14, height - 22);
    }

    private static void fields(Canvas canvas, int row, FewShotResult.Answer answer) {
        for (int column = 0; column < answer.scores().size(); column++) {
            Rectangle field = new Rectangle(LEFT + column * FIELD, TOP + row * FIELD, FIELD - 1, FIELD - 1);
            if (answer.chosen().isPresent() && answer.chosen().getAsInt() == column) {
                canvas.fill(field, answer.right() ? Canvas.RIGHT : Canvas.WRONG);
                field.grow(-FRAME, -FRAME);
            }
            canvas.fill(field, shade(answer.scores().get(column)));
        }
    }

    private static Color shade(double score) {
        double share = Math.max(0, Math.min(1, score));
        return new Color(mix(DARK.getRed(), share), mix(DARK.getGreen(), share), mix(DARK.getBlue(), share));
    }

    /** Mixes white and a dark colour. */
    private static int mix(int dark, double share) {
        return (int) Math.round(255 + share * (dark - 255));
    }
}
