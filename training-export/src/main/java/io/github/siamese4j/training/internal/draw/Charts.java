package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.Image;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;

/** The style that all line charts share. */
final class Charts {

    static final Color BLUE = new Color(31, 119, 180);
    static final Color ORANGE = new Color(214, 84, 28);
    private static final Color GRID = new Color(225, 225, 225);

    private Charts() {}

    static XYChart chart(String title, int width, int height) {
        XYChart chart =
                new XYChartBuilder().width(width).height(height).title(title).build();
        XYStyler style = chart.getStyler();
        style.setChartBackgroundColor(Canvas.PAPER)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartFontColor(Canvas.INK)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16))
                .setChartTitleBoxVisible(false)
                .setLegendBorderColor(GRID)
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
                .setChartPadding(Canvas.MARGIN)
                .setLocale(Locale.ROOT);
        style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
                .setAxisTicksLineVisible(false)
                .setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1f))
                .setXAxisDecimalPattern("0.0##")
                .setYAxisDecimalPattern("0.0##");
        style.setXAxisMin(0.0);
        return chart;
    }

    /** Adds a line; of a width of 0, only its markers. */
    static XYSeries line(XYChart chart, String name, double[] x, double[] y, Color color, float width, Marker marker) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(marker);
        series.setMarkerColor(color);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        return series;
    }

    /** Replaces a PNG file by charts of one size, one below the other. Creates its folder if there is none. */
    static void write(Path file, List<XYChart> charts) {
        int width = charts.get(0).getWidth();
        int height = charts.get(0).getHeight();
        try (Canvas canvas = new Canvas(width, charts.size() * height)) {
            for (int i = 0; i < charts.size(); i++) {
                Image chart = Image.of(BitmapEncoder.getBufferedImage(charts.get(i)));
                canvas.image(chart, new Rectangle(0, i * height, width, height));
            }
            canvas.writeWithFolder(file);
        }
    }
}
