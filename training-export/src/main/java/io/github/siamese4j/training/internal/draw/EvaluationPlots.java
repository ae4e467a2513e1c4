package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.evaluation.Estimate;
import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.evaluation.Reliability;
import io.github.siamese4j.evaluation.RocCurve;
import io.github.siamese4j.evaluation.Verification;
import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the figures of an evaluation. */
public final class EvaluationPlots {

    private static final int SIDE = 720;
    private static final int BINS = 50;
    private static final int MAX_POINTS = 2000;
    private static final Color FAINT = new Color(150, 150, 150);

    private EvaluationPlots() {}

    /** Draws the ROC curve with its equal error rate and the threshold. */
    public static void roc(Path file, RocCurve curve, Verification figures) {
        XYChart chart = chart("ROC curve", "false accept rate", "true accept rate", LegendPosition.InsideSE);
        chart.getStyler().setYAxisMax(1.0);
        diagonal(chart, "chance");
        List<RocCurve.Point> points = thin(curve.points());
        Charts.line(
                chart,
                String.format(Locale.ROOT, "area %.4f", figures.areaUnderCurve().value()),
                points.stream().mapToDouble(RocCurve.Point::falseAcceptRate).toArray(),
                points.stream().mapToDouble(RocCurve.Point::trueAcceptRate).toArray(),
                Charts.BLUE,
                2.2f,
                SeriesMarkers.NONE);
        double error = figures.equalErrorRate().value();
        point(
                chart,
                String.format(Locale.ROOT, "equal error %.2f %%", 100 * error),
                error,
                1 - error,
                Charts.ORANGE,
                SeriesMarkers.CIRCLE);
        point(
                chart,
                String.format(Locale.ROOT, "threshold %.4f", figures.threshold()),
                figures.falseAcceptRate().value(),
                figures.trueAcceptRate().value(),
                Canvas.INK,
                SeriesMarkers.DIAMOND);
        Charts.write(file, List.of(chart));
    }

    private static List<RocCurve.Point> thin(List<RocCurve.Point> points) {
        int step = Math.max(1, points.size() / MAX_POINTS);
        List<RocCurve.Point> some = new ArrayList<>();
        for (int i = 0; i < points.size() - 1; i += step) {
            some.add(points.get(i));
        }
        some.add(points.get(points.size() - 1));
        return some;
    }

    /** Draws the distributions of the scores of same and of different pairs, and the threshold. */
    public static void scores(Path file, LabelledScores scores, double threshold) {
        XYChart chart = chart("Scores", "score", "share of the pairs of a kind", LegendPosition.InsideN);
        double[] different = shares(scores.scores(false));
        double[] same = shares(scores.scores(true));
        area(chart, "different", different, Charts.ORANGE);
        area(chart, "same", same, Charts.BLUE);
        double top = DoubleStream.concat(DoubleStream.of(different), DoubleStream.of(same))
                .max()
                .orElse(0);
        vertical(chart, String.format(Locale.ROOT, "threshold %.4f", threshold), threshold, 0, top, Canvas.INK);
        Charts.write(file, List.of(chart));
    }

    private static double[] shares(double[] scores) {
        double[] shares = new double[BINS];
        for (double score : scores) {
            int bin = (int) (BINS * score);
            shares[Math.max(0, Math.min(BINS - 1, bin))] += 1.0 / scores.length;
        }
        return shares;
    }

    /** Draws bins as steps, each from its left to its right edge. */
    private static void area(XYChart chart, String name, double[] shares, Color color) {
        double[] x = new double[2 * BINS + 2];
        double[] y = new double[x.length];
        for (int bin = 0; bin < BINS; bin++) {
            x[2 * bin + 1] = (double) bin / BINS;
            x[2 * bin + 2] = (bin + 1.0) / BINS;
            y[2 * bin + 1] = shares[bin];
            y[2 * bin + 2] = shares[bin];
        }
        x[x.length - 1] = 1;
        XYSeries series = Charts.line(chart, name, x, y, color, 1.6f, SeriesMarkers.NONE);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Area);
        series.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 90));
    }

    /** Draws the observed share of same pairs over the predicted probability, with 95 % intervals. */
    public static void reliability(Path file, Reliability reliability) {
        XYChart chart =
                chart("Reliability", "predicted probability", "observed share of same pairs", LegendPosition.InsideNW);
        chart.getStyler().setYAxisMax(1.0);
        diagonal(chart, "perfect");
        List<Reliability.Bin> bins = reliability.bins();
        for (int i = 0; i < bins.size(); i++) {
            double x = bins.get(i).probability();
            Estimate same = bins.get(i).same();
            XYSeries interval = vertical(chart, "95 %" + i, x, same.low(), same.high(), Charts.BLUE);
            interval.setShowInLegend(false);
        }
        Charts.line(
                chart,
                String.format(
                        Locale.ROOT,
                        // XChart cuts long lines off.
                        "pairs not fitted on\nBrier %.4f\ncalibration error %.4f",
                        reliability.brier().value(),
                        reliability.calibrationError()),
                bins.stream().mapToDouble(Reliability.Bin::probability).toArray(),
                bins.stream().mapToDouble(bin -> bin.same().value()).toArray(),
                Charts.BLUE,
                2.2f,
                SeriesMarkers.CIRCLE);
        Charts.write(file, List.of(chart));
    }

    private static XYChart chart(String title, String x, String y, LegendPosition legend) {
        XYChart chart = Charts.chart(title, SIDE, SIDE);
        chart.setXAxisTitle(x);
        chart.setYAxisTitle(y);
        chart.getStyler().setLegendPosition(legend);
        chart.getStyler().setXAxisMax(1.0).setYAxisMin(0.0);
        return chart;
    }

    private static void diagonal(XYChart chart, String name) {
        Charts.line(chart, name, new double[] {0, 1}, new double[] {0, 1}, FAINT, 1.2f, SeriesMarkers.NONE);
    }

    private static XYSeries vertical(XYChart chart, String name, double x, double from, double to, Color color) {
        return Charts.line(chart, name, new double[] {x, x}, new double[] {from, to}, color, 1.4f, SeriesMarkers.NONE);
    }

    private static void point(XYChart chart, String name, double x, double y, Color color, Marker marker) {
        Charts.line(chart, name, new double[] {x}, new double[] {y}, color, 0, marker);
    }
}
