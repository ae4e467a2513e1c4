package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.training.internal.log.RunLog;
import java.awt.Color;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws loss, accuracy and learning rate over the steps. A thin line shows the batches, a thick one their moving
 * average; dots show held-out figures.
 */
public final class CurveChart {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 340;
    private static final Color BATCH_RAW = new Color(174, 205, 230);
    private static final Color ONE_SHOT = new Color(44, 140, 60);

    private CurveChart() {}

    /** Replaces the picture of a run; without a step, there is none. */
    public static void draw(Path file, RunLog log) {
        List<double[]> steps = log.steps();
        List<double[]> evaluations = log.evaluations();
        if (steps.isEmpty()) {
            return;
        }
        XYChart loss = chart("loss");
        batches(loss, steps, 1);
        heldOut(loss, "held out", evaluations, 1, Charts.ORANGE);
        XYChart accuracy = chart("accuracy");
        batches(accuracy, steps, 2);
        heldOut(accuracy, "held-out pairs", evaluations, 2, Charts.ORANGE);
        heldOut(accuracy, "held-out one-shot", evaluations, 4, ONE_SHOT);
        XYChart rate = chart("learning rate");
        Charts.line(rate, "learning rate", column(steps, 0), column(steps, 3), Charts.BLUE, 2.2f, SeriesMarkers.NONE);
        rate.getStyler().setLegendVisible(false);
        rate.getStyler().setYAxisDecimalPattern("0.##E0").setYAxisMin(0.0);
        Charts.write(file, List.of(loss, accuracy, rate));
    }

    private static XYChart chart(String title) {
        XYChart chart = Charts.chart(title, WIDTH, HEIGHT);
        chart.getStyler()
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                // The same width left of every plot aligns the steps of the three.
                .setYAxisLeftWidthHint(64);
        chart.getStyler()
                .setAxisTitlesVisible(false)
                .setXAxisTickMarkSpacingHint(90)
                .setYAxisTickMarkSpacingHint(44)
                .setXAxisDecimalPattern("#,##0");
        // XChart puts ticks on evenly spaced data, such as steps, and on round numbers otherwise.
        XYSeries uneven = chart.addSeries("uneven", new double[] {0.3}, new double[] {Double.NaN});
        uneven.setShowInLegend(false);
        uneven.setMarker(SeriesMarkers.NONE);
        return chart;
    }

    private static void batches(XYChart chart, List<double[]> steps, int column) {
        double[] x = column(steps, 0);
        double[] y = column(steps, column);
        Charts.line(chart, "batch", x, y, BATCH_RAW, 0.8f, SeriesMarkers.NONE);
        Charts.line(chart, "batch, smoothed", x, smooth(y), Charts.BLUE, 2.2f, SeriesMarkers.NONE);
    }

    private static void heldOut(XYChart chart, String name, List<double[]> rows, int column, Color color) {
        if (!rows.isEmpty()) {
            Charts.line(chart, name, column(rows, 0), column(rows, column), color, 1.6f, SeriesMarkers.CIRCLE);
        }
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    /** Returns the unbiased exponential moving average over about a fortieth of the values, at least 10. */
    static double[] smooth(double[] values) {
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
