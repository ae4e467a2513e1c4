package io.github.siamese4j.training.train;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws loss, accuracy and learning rate over the steps into one picture. */
final class CurveChart {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 360;

    private CurveChart() {}

    static void draw(Path file, RunLog log) throws IOException {
        List<double[]> steps = log.steps();
        List<double[]> evaluations = log.evaluations();
        if (steps.isEmpty()) {
            return;
        }
        XYChart loss = chart("loss");
        add(loss, "batch, smoothed", smooth(steps, 1));
        addIfAny(loss, "held out", evaluations, row -> row[1]);
        XYChart accuracy = chart("accuracy");
        add(accuracy, "pairs of the batch, smoothed", smooth(steps, 2));
        addIfAny(accuracy, "held-out pairs", evaluations, row -> row[2]);
        addIfAny(accuracy, "held-out one-shot", evaluations, row -> row[4]);
        XYChart rate = chart("learning rate, thousandths");
        add(
                rate,
                "learning rate",
                steps.stream().map(r -> new double[] {r[0], 1000 * r[3]}).toList());

        BufferedImage all = new BufferedImage(WIDTH, 3 * HEIGHT, BufferedImage.TYPE_INT_RGB);
        var graphics = all.createGraphics();
        int top = 0;
        for (XYChart chart : List.of(loss, accuracy, rate)) {
            graphics.drawImage(BitmapEncoder.getBufferedImage(chart), 0, top, null);
            top += HEIGHT;
        }
        graphics.dispose();
        ImageIO.write(all, "png", file.toFile());
    }

    private static XYChart chart(String title) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("step")
                .build();
        chart.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal);
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Line);
        return chart;
    }

    private static void addIfAny(XYChart chart, String name, List<double[]> rows, ToDoubleFunction<double[]> value) {
        if (!rows.isEmpty()) {
            add(
                    chart,
                    name,
                    rows.stream()
                            .map(r -> new double[] {r[0], value.applyAsDouble(r)})
                            .toList());
        }
    }

    private static void add(XYChart chart, String name, List<double[]> points) {
        double[] x = points.stream().mapToDouble(p -> p[0]).toArray();
        double[] y = points.stream().mapToDouble(p -> p[1]).toArray();
        chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE);
    }

    /** Exponential moving average, started without bias. */
    private static List<double[]> smooth(List<double[]> rows, int column) {
        double keep = 0.95;
        double sum = 0;
        double weight = 0;
        List<double[]> points = new ArrayList<>();
        for (double[] row : rows) {
            sum = keep * sum + (1 - keep) * row[column];
            weight = keep * weight + (1 - keep);
            points.add(new double[] {row[0], sum / weight});
        }
        return points;
    }
}
