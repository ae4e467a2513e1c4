package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.evaluation.Reliability;
import io.github.siamese4j.evaluation.RocCurve;
import io.github.siamese4j.evaluation.Verification;
import io.github.siamese4j.training.internal.files.AtomicFiles;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws figures of an evaluation as PNG files. */
public final class EvaluationPlots {

    private static final int SIDE = 720;
    private static final int BINS = 50;
    private static final int MOST_POINTS = 2000;
    private static final Color SAME = new Color(31, 119, 180);
    private static final Color DIFFERENT = new Color(214, 84, 28);
    private static final Color FAINT = new Color(150, 150, 150);
    private static final Color GRID = new Color(225, 225, 225);
    private static final Color INK = new Color(60, 60, 60);

    private EvaluationPlots() {}

    /**
     * Draws the ROC curve with its point of equal error.
     *
     * @param file where to
     * @param curve the curve
     * @param figures its figures
     */
    public static void roc(Path file, RocCurve curve, Verification figures) {
        XYChart chart = chart("ROC curve", "false accept rate", "true accept rate");
        chart.getStyler().setLegendPosition(LegendPosition.InsideSE);
        chart.getStyler().setXAxisMax(1.0).setYAxisMax(1.0);
        List<RocCurve.Point> points = thin(curve.points());
        double error = figures.equalErrorRate().value();
        line(chart, "chance", new double[] {0, 1}, new double[] {0, 1}, FAINT, 1.2f, SeriesMarkers.NONE);
        line(
                chart,
                String.format(Locale.ROOT, "area %.4f", figures.areaUnderCurve().value()),
                points.stream().mapToDouble(RocCurve.Point::falseAcceptRate).toArray(),
                points.stream().mapToDouble(RocCurve.Point::trueAcceptRate).toArray(),
                SAME,
                2.2f,
                SeriesMarkers.NONE);
        line(
                chart,
                String.format(Locale.ROOT, "equal error %.2f %%", 100 * error),
                new double[] {error},
                new double[] {1 - error},
                DIFFERENT,
                0,
                SeriesMarkers.CIRCLE);
        line(
                chart,
                String.format(Locale.ROOT, "threshold %.4f", figures.threshold()),
                new double[] {figures.falseAcceptRate().value()},
                new double[] {figures.trueAcceptRate().value()},
                INK,
                0,
                SeriesMarkers.DIAMOND);
        write(file, BitmapEncoder.getBufferedImage(chart));
    }

    private static List<RocCurve.Point> thin(List<RocCurve.Point> points) {
        int step = Math.max(1, points.size() / MOST_POINTS);
        List<RocCurve.Point> some = new ArrayList<>();
        for (int i = 0; i < points.size() - 1; i += step) {
            some.add(points.get(i));
        }
        some.add(points.get(points.size() - 1));
        return some;
    }

    /**
     * Draws how the scores of same and of different pairs are spread.
     *
     * @param file where to
     * @param scores in [0, 1]
     * @param threshold from which score on pairs are called the same
     */
    public static void scores(Path file, LabelledScores scores, double threshold) {
        XYChart chart = chart("Scores", "score", "share of the pairs of a kind");
        chart.getStyler().setLegendPosition(LegendPosition.InsideN);
        chart.getStyler().setXAxisMax(1.0);
        double[] different = shares(scores.scores(false));
        double[] same = shares(scores.scores(true));
        area(chart, "different", different, DIFFERENT);
        area(chart, "same", same, SAME);
        double top = 0;
        for (int i = 0; i < BINS; i++) {
            top = Math.max(top, Math.max(same[i], different[i]));
        }
        line(
                chart,
                String.format(Locale.ROOT, "threshold %.4f", threshold),
                new double[] {threshold, threshold},
                new double[] {0, top},
                INK,
                1.6f,
                SeriesMarkers.NONE);
        write(file, BitmapEncoder.getBufferedImage(chart));
    }

    private static double[] shares(double[] scores) {
        double[] shares = new double[BINS];
        for (double score : scores) {
            int bin = (int) (BINS * score);
            shares[Math.max(0, Math.min(BINS - 1, bin))] += 1.0 / scores.length;
        }
        return shares;
    }

    /** Steps: each bin from its left to its right edge. */
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
        XYSeries series = line(chart, name, x, y, color, 1.6f, SeriesMarkers.NONE);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Area);
        series.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 90));
    }

    /**
     * Draws what share of pairs is the same over the probability they were given.
     *
     * @param file where to
     * @param reliability the figures
     */
    public static void reliability(Path file, Reliability reliability) {
        XYChart chart = chart("Reliability", "probability given", "share that is the same");
        chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
        chart.getStyler().setXAxisMax(1.0).setYAxisMax(1.0);
        line(chart, "perfect", new double[] {0, 1}, new double[] {0, 1}, FAINT, 1.2f, SeriesMarkers.NONE);
        List<Reliability.Bin> bins = reliability.bins();
        for (int i = 0; i < bins.size(); i++) {
            Reliability.Bin bin = bins.get(i);
            line(
                            chart,
                            "95 %" + i,
                            new double[] {bin.probability(), bin.probability()},
                            new double[] {bin.same().low(), bin.same().high()},
                            SAME,
                            1.2f,
                            SeriesMarkers.NONE)
                    .setShowInLegend(false);
        }
        line(
                chart,
                String.format(
                        Locale.ROOT,
                        "pairs not fitted on: Brier %.4f, calibration error %.4f",
                        reliability.brier().value(),
                        reliability.calibrationError()),
                bins.stream().mapToDouble(Reliability.Bin::probability).toArray(),
                bins.stream().mapToDouble(bin -> bin.same().value()).toArray(),
                SAME,
                2.2f,
                SeriesMarkers.CIRCLE);
        write(file, BitmapEncoder.getBufferedImage(chart));
    }

    private static XYChart chart(String title, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(SIDE)
                .height(SIDE)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        XYStyler style = chart.getStyler();
        style.setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartFontColor(INK)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 17))
                .setChartTitleBoxVisible(false)
                .setLegendBorderColor(GRID)
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
                .setChartPadding(14)
                .setLocale(Locale.ROOT);
        style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
                .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
                .setAxisTicksLineVisible(false)
                .setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1f))
                .setXAxisDecimalPattern("0.0##")
                .setYAxisDecimalPattern("0.0##");
        style.setXAxisMin(0.0).setYAxisMin(0.0);
        return chart;
    }

    private static XYSeries line(
            XYChart chart, String name, double[] x, double[] y, Color color, float width, Marker marker) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(marker);
        series.setMarkerColor(color);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        return series;
    }

    static void write(Path file, BufferedImage picture) {
        try {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(picture, "png", png);
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            AtomicFiles.replaceFile(file, png.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the picture " + file, e);
        }
    }
}
