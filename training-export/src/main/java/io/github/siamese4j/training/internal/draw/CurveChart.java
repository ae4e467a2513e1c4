package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.training.internal.files.AtomicFiles;
import io.github.siamese4j.training.internal.log.RunLog;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws loss, accuracy and learning rate over the steps into one picture: figures of the batches thin and, smoothed,
 * thick; held-out figures as dots.
 */
public final class CurveChart {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 340;
    private static final Color BATCH = new Color(31, 119, 180);
    private static final Color BATCH_RAW = new Color(174, 205, 230);
    private static final Color HELD_OUT = new Color(214, 84, 28);
    private static final Color ONE_SHOT = new Color(44, 140, 60);
    private static final Color GRID = new Color(225, 225, 225);
    private static final Color INK = new Color(60, 60, 60);

    private CurveChart() {}

    public static void draw(Path file, RunLog log) throws IOException {
        List<double[]> steps = log.steps();
        List<double[]> evaluations = log.evaluations();
        if (steps.isEmpty()) {
            return;
        }
        XYChart loss = chart("loss");
        batches(loss, steps, 1);
        heldOut(loss, "held out", evaluations, 1, HELD_OUT);
        XYChart accuracy = chart("accuracy");
        batches(accuracy, steps, 2);
        heldOut(accuracy, "held-out pairs", evaluations, 2, HELD_OUT);
        heldOut(accuracy, "held-out one-shot", evaluations, 4, ONE_SHOT);
        XYChart rate = chart("learning rate");
        line(rate, "learning rate", column(steps, 0), column(steps, 3), BATCH, 2.2f, SeriesMarkers.NONE);
        rate.getStyler().setLegendVisible(false);
        rate.getStyler().setYAxisDecimalPattern("0.##E0").setYAxisMin(0.0);

        BufferedImage all = new BufferedImage(WIDTH, 3 * HEIGHT, BufferedImage.TYPE_INT_RGB);
        var graphics = all.createGraphics();
        int top = 0;
        for (XYChart chart : List.of(loss, accuracy, rate)) {
            graphics.drawImage(BitmapEncoder.getBufferedImage(chart), 0, top, null);
            top += HEIGHT;
        }
        graphics.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(all, "png", png);
        AtomicFiles.replaceFile(file, png.toByteArray());
    }

    private static XYChart chart(String title) {
        XYChart chart =
                new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).build();
        XYStyler style = chart.getStyler();
        style.setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartFontColor(INK)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15))
                .setChartTitleBoxVisible(false)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setChartPadding(12)
                // The same width left of every plot puts the steps of the three below each other.
                .setYAxisLeftWidthHint(64)
                .setLocale(Locale.ROOT);
        style.setAxisTitlesVisible(false)
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setAxisTicksLineVisible(false)
                .setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1f))
                .setXAxisTickMarkSpacingHint(90)
                .setYAxisTickMarkSpacingHint(44)
                .setXAxisDecimalPattern("#,##0")
                .setYAxisDecimalPattern("0.0##");
        style.setXAxisMin(0.0);
        // Ticks are put on the data where it is evenly spaced, as steps are, and on round numbers where it is not.
        XYSeries uneven = chart.addSeries("uneven", new double[] {0.3}, new double[] {Double.NaN});
        uneven.setShowInLegend(false);
        uneven.setMarker(SeriesMarkers.NONE);
        return chart;
    }

    private static void batches(XYChart chart, List<double[]> steps, int column) {
        double[] x = column(steps, 0);
        double[] y = column(steps, column);
        line(chart, "batch", x, y, BATCH_RAW, 0.8f, SeriesMarkers.NONE);
        line(chart, "batch, smoothed", x, smooth(y), BATCH, 2.2f, SeriesMarkers.NONE);
    }

    private static void heldOut(XYChart chart, String name, List<double[]> rows, int column, Color color) {
        if (!rows.isEmpty()) {
            line(chart, name, column(rows, 0), column(rows, column), color, 1.6f, SeriesMarkers.CIRCLE);
        }
    }

    private static void line(
            XYChart chart, String name, double[] x, double[] y, Color color, float width, Marker marker) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(marker);
        series.setMarkerColor(color);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    /** Exponential moving average over about a fortieth of the run, started without bias. */
    public static double[] smooth(double[] values) {
        double span = Math.max(10, values.length / 40.0);
        double keep = 1 - 2 / (span + 1);
        double sum = 0;
        double weight = 0;
        double[] smooth = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            sum = keep * sum + (1 - keep) * values[i];
            weight = keep * weight + (1 - keep);
            smooth[i] = sum / weight;
        }
        return smooth;
    }
}
