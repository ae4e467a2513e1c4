package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.evaluation.FewShotResult;
import io.github.siamese4j.training.internal.evaluate.OmniglotRun;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Draws a one-shot run as a matrix: a row for each test picture, a column for each class, sorted so that right answers
 * lie on the diagonal. The darker a field, the higher its score; the answer is framed, green if right and red if wrong.
 */
public final class ConfusionPlot {

    private static final int FIELD = 28;
    private static final int LEFT = 130;
    private static final int TOP = 90;
    private static final int MARGIN = 30;
    private static final int LEGEND = 60;
    private static final Color INK = new Color(60, 60, 60);
    private static final Color DARK = new Color(20, 60, 110);
    private static final Color RIGHT = new Color(30, 150, 60);
    private static final Color WRONG = new Color(205, 40, 30);

    private ConfusionPlot() {}

    /**
     * Draws a run.
     *
     * @param file where to
     * @param run the run
     * @param result how it went
     */
    public static void write(Path file, OmniglotRun run, FewShotResult result) {
        int rows = run.trials().size();
        int width = LEFT + run.classes() * FIELD + MARGIN;
        int height = TOP + rows * FIELD + LEGEND;
        BufferedImage picture = new BufferedImage(Math.max(width, 560), height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, picture.getWidth(), height);
            titles(graphics, run, result, height);
            List<Integer> order = IntStream.range(0, rows)
                    .boxed()
                    .sorted(Comparator.comparingInt(i -> run.trials().get(i).truth()))
                    .toList();
            for (int row = 0; row < rows; row++) {
                int trial = order.get(row);
                int query = run.trials().get(trial).query();
                graphics.setColor(INK);
                right(graphics, stem(run.files().get(query)), LEFT - 8, TOP + row * FIELD + 19);
                fields(graphics, row, result.answers().get(trial));
            }
        } finally {
            graphics.dispose();
        }
        EvaluationPlots.write(file, picture);
    }

    private static void titles(Graphics2D graphics, OmniglotRun run, FewShotResult result, int height) {
        graphics.setColor(INK);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 17));
        long right =
                result.answers().stream().filter(FewShotResult.Answer::right).count();
        graphics.drawString(
                String.format(
                        Locale.ROOT,
                        "%s: %d of %d right",
                        run.name(),
                        right,
                        run.trials().size()),
                LEFT,
                34);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        graphics.drawString("test picture", 14, TOP - 10);
        graphics.drawString("class", LEFT, TOP - 28);
        for (int column = 0; column < run.classes(); column++) {
            centre(graphics, String.valueOf(column + 1), LEFT + column * FIELD + FIELD / 2, TOP - 10);
        }
        graphics.drawString(
                "darker: higher score (0 white, 1 darkest); frame: the answer, none if tied", 14, height - 22);
    }

    private static void fields(Graphics2D graphics, int row, FewShotResult.Answer answer) {
        int y = TOP + row * FIELD;
        for (int column = 0; column < answer.scores().size(); column++) {
            graphics.setColor(shade(answer.scores().get(column)));
            graphics.fillRect(LEFT + column * FIELD, y, FIELD - 1, FIELD - 1);
        }
        if (answer.chosen().isPresent()) {
            graphics.setColor(answer.right() ? RIGHT : WRONG);
            graphics.setStroke(new BasicStroke(3f));
            graphics.drawRect(LEFT + answer.chosen().getAsInt() * FIELD + 1, y + 1, FIELD - 4, FIELD - 4);
        }
    }

    private static Color shade(double score) {
        double share = Math.max(0, Math.min(1, score));
        return new Color(mix(DARK.getRed(), share), mix(DARK.getGreen(), share), mix(DARK.getBlue(), share));
    }

    /** A score of 0 is nearly white, so that its field is still seen. */
    private static int mix(int dark, double share) {
        return (int) Math.round(242 + share * (dark - 242));
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static void right(Graphics2D graphics, String text, int x, int y) {
        Rectangle2D size = graphics.getFontMetrics().getStringBounds(text, graphics);
        graphics.drawString(text, (int) (x - size.getWidth()), y);
    }

    private static void centre(Graphics2D graphics, String text, int x, int y) {
        Rectangle2D size = graphics.getFontMetrics().getStringBounds(text, graphics);
        graphics.drawString(text, (int) (x - size.getWidth() / 2), y);
    }
}
