package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.Explanation;
import io.github.siamese4j.Image;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The two images of an explanation as the model sees them, in grey under a heat map. Red parts raise the score, blue
 * parts lower it, and stronger colours mean a larger effect. Both images share one scale, which is drawn below.
 */
public final class ExplainPicture {

    private static final int SIDE = 420;
    private static final int TOP = 48;
    private static final int BOTTOM = 64;
    private static final int BAR = 16;
    private static final int WIDTH = 2 * SIDE + 3 * Canvas.MARGIN;
    private static final double[] RED = {214, 30, 30};
    private static final double[] BLUE = {24, 96, 200};

    /** The share of the image that the strongest colour hides. */
    private static final double OPACITY = 0.72;

    /** The contrast of the grey image, so that colours stand out from it. */
    private static final double CONTRAST = 0.35;

    private final Canvas canvas;
    private final double strongest;

    private ExplainPicture(Canvas canvas, double strongest) {
        this.canvas = canvas;
        this.strongest = strongest;
    }

    /** Replaces a PNG file. */
    public static void write(Path file, Explanation explanation) {
        float[] a = heat(explanation.a());
        float[] b = heat(explanation.b());
        try (Canvas canvas = new Canvas(WIDTH, TOP + SIDE + BOTTOM)) {
            ExplainPicture picture = new ExplainPicture(canvas, Math.max(largest(a), largest(b)));
            String title = String.format(Locale.ROOT, "Similarity: %.3f", explanation.score());
            canvas.text(title, Canvas.MARGIN, TOP - Canvas.MARGIN, Canvas.Text.TITLE, Canvas.INK);
            picture.place(explanation.a(), a, Canvas.MARGIN);
            picture.place(explanation.b(), b, 2 * Canvas.MARGIN + SIDE);
            picture.scale();
            canvas.write(file);
        }
    }

    /** Returns the heat in the size it is drawn, smoothed: the edges of occluded patches mean nothing. */
    private static float[] heat(Explanation.Side side) {
        try (PointerScope scope = new PointerScope()) {
            Mat heat = new Mat(side.height(), side.width(), opencv_core.CV_32FC1, new FloatPointer(side.heat()));
            Mat smooth = new Mat();
            double sigma = Math.max(0.5, Math.min(side.width(), side.height()) / 30.0);
            opencv_imgproc.GaussianBlur(heat, smooth, new Size(0, 0), sigma);
            Dimension size = size(side);
            Mat sized = new Mat();
            opencv_imgproc.resize(smooth, sized, new Size(size.width, size.height), 0, 0, opencv_imgproc.INTER_LINEAR);
            float[] values = new float[size.width * size.height];
            new FloatPointer(sized.data()).get(values);
            return values;
        }
    }

    private static Dimension size(Explanation.Side side) {
        double zoom = (double) SIDE / Math.max(side.width(), side.height());
        return new Dimension((int) Math.max(1, Math.round(side.width() * zoom)), (int)
                Math.max(1, Math.round(side.height() * zoom)));
    }

    private static double largest(float[] heat) {
        double largest = 0;
        for (float value : heat) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private void place(Explanation.Side side, float[] heat, int left) {
        Dimension size = size(side);
        Preprocessing stretched =
                Preprocessing.letterbox(size.width, size.height).withFit(Preprocessing.Fit.STRETCH);
        byte[] grey = Pixels.read(Image.of(side.image()), stretched).grey();
        byte[] rgb = new byte[3 * grey.length];
        for (int i = 0; i < heat.length; i++) {
            blend(255 - CONTRAST * (255 - (grey[i] & 0xFF)), heat[i], rgb, 3 * i);
        }
        int x = left + (SIDE - size.width) / 2;
        int y = TOP + (SIDE - size.height) / 2;
        Rectangle area = new Rectangle(x, y, size.width, size.height);
        canvas.image(Pixels.of(size.width, size.height, rgb), area);
    }

    private void blend(double grey, double heat, byte[] rgb, int at) {
        double strength = strongest == 0 ? 0 : OPACITY * Math.min(1, Math.abs(heat) / strongest);
        double[] color = heat > 0 ? RED : BLUE;
        for (int channel = 0; channel < 3; channel++) {
            rgb[at + channel] = (byte) Math.round((1 - strength) * grey + strength * color[channel]);
        }
    }

    /** Draws the scale from the strongest blue to the strongest red, with numbers. */
    private void scale() {
        int top = TOP + SIDE + Canvas.MARGIN;
        int left = Canvas.MARGIN + SIDE / 2;
        int width = WIDTH - 2 * left;
        byte[] rgb = new byte[3 * width * BAR];
        for (int i = 0; i < width * BAR; i++) {
            blend(255, strongest * (2.0 * (i % width) / (width - 1) - 1), rgb, 3 * i);
        }
        canvas.image(Pixels.of(width, BAR, rgb), new Rectangle(left, top, width, BAR));
        int below = top + BAR + 20;
        String alike = String.format(Locale.ROOT, "alike +%.3f", strongest);
        canvas.label(String.format(Locale.ROOT, "-%.3f unlike", strongest), left, below);
        canvas.label("0", WIDTH / 2 - 5, below);
        int right = left + width - Canvas.width(alike, Canvas.Text.SMALL);
        canvas.label(alike, right, below);
    }
}
