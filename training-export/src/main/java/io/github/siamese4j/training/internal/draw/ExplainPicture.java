package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.Explanation;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Two pictures as the model sees them, in grey, with a colour laid over them: red where they are alike, blue where they
 * are unlike, the stronger the more the score depends on it. Both share one scale, which stands below. Drawn by OpenCV,
 * whose letters need no fonts on the machine.
 */
public final class ExplainPicture {

    private static final int SIDE = 420;
    private static final int MARGIN = 16;
    private static final int TITLE = 48;
    private static final int SCALE = 64;
    private static final int BAR = 16;
    private static final int WIDTH = 2 * SIDE + 3 * MARGIN;
    private static final int HEIGHT = TITLE + SIDE + SCALE;

    /** Blue, green, red of full heat. */
    private static final double[] ALIKE = {30, 30, 214};

    private static final double[] UNLIKE = {200, 96, 24};

    /** How much of the picture full heat hides. */
    private static final double OPACITY = 0.72;

    /** How pale the picture underneath is, so that colours stand out from it. */
    private static final double PALE = 0.35;

    private final Mat canvas = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3, new Scalar(235, 235, 235, 0));
    private final double strongest;

    private ExplainPicture(Mat... heats) {
        double found = 0;
        for (Mat heat : heats) {
            found = Math.max(found, opencv_core.norm(heat, opencv_core.NORM_INF, opencv_core.noArray()));
        }
        this.strongest = found;
    }

    /** Writes the picture as PNG. */
    public static void write(Path file, Explanation explanation) {
        try (PointerScope scope = new PointerScope()) {
            Mat heatA = smooth(explanation.a());
            Mat heatB = smooth(explanation.b());
            ExplainPicture picture = new ExplainPicture(heatA, heatB);
            picture.text(
                    String.format(Locale.ROOT, "Similarity:%.3f", explanation.score()), MARGIN, TITLE - 16, 0.9, 2);
            picture.place(explanation.a(), heatA, MARGIN);
            picture.place(explanation.b(), heatB, 2 * MARGIN + SIDE);
            picture.scale();
            BytePointer png = new BytePointer();
            opencv_imgcodecs.imencode(".png", picture.canvas, png);
            byte[] bytes = new byte[Math.toIntExact(png.limit())];
            png.get(bytes);
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the picture " + file, e);
        }
    }

    /** Without the edges of patches, which are no edges of what the model sees. */
    private static Mat smooth(Explanation.Side side) {
        Mat heat = new Mat(side.height(), side.width(), opencv_core.CV_32FC1, new FloatPointer(side.heat()));
        Mat smooth = new Mat();
        double sigma = Math.max(0.5, Math.min(side.width(), side.height()) / 30.0);
        opencv_imgproc.GaussianBlur(heat, smooth, new Size(0, 0), sigma);
        return smooth;
    }

    private void place(Explanation.Side side, Mat values, int left) {
        double zoom = (double) SIDE / Math.max(side.width(), side.height());
        int width = (int) Math.max(1, Math.round(side.width() * zoom));
        int height = (int) Math.max(1, Math.round(side.height() * zoom));
        Mat grey = new Mat();
        opencv_imgproc.resize(grey(side.image()), grey, new Size(width, height), 0, 0, opencv_imgproc.INTER_CUBIC);
        Mat heat = new Mat();
        opencv_imgproc.resize(values, heat, new Size(width, height), 0, 0, opencv_imgproc.INTER_LINEAR);
        byte[] colours = new byte[3 * width * height];
        byte[] greys = new byte[width * height];
        float[] heats = new float[width * height];
        grey.data().get(greys);
        new FloatPointer(heat.data()).get(heats);
        for (int i = 0; i < heats.length; i++) {
            blend(255 - (1 - PALE) * (255 - (greys[i] & 0xFF)), heats[i], colours, 3 * i);
        }
        Rect frame = new Rect(left + (SIDE - width) / 2, TITLE + (SIDE - height) / 2, width, height);
        new Mat(height, width, opencv_core.CV_8UC3, new BytePointer(colours)).copyTo(canvas.apply(frame));
    }

    private static Mat grey(BufferedImage picture) {
        Mat grey = new Mat(picture.getHeight(), picture.getWidth(), opencv_core.CV_8UC1);
        byte[] values = new byte[picture.getHeight() * picture.getWidth()];
        for (int i = 0; i < values.length; i++) {
            int rgb = picture.getRGB(i % picture.getWidth(), i / picture.getWidth());
            values[i] =
                    (byte) Math.round(0.299 * (rgb >> 16 & 0xFF) + 0.587 * (rgb >> 8 & 0xFF) + 0.114 * (rgb & 0xFF));
        }
        grey.data().put(values);
        return grey;
    }

    private void blend(double grey, double heat, byte[] colours, int at) {
        double strength = strongest == 0 ? 0 : OPACITY * Math.min(1, Math.abs(heat) / strongest);
        double[] colour = heat > 0 ? ALIKE : UNLIKE;
        for (int channel = 0; channel < 3; channel++) {
            colours[at + channel] = (byte) Math.round((1 - strength) * grey + strength * colour[channel]);
        }
    }

    /** From the strongest against to the strongest for, with what it stands for. */
    private void scale() {
        int top = TITLE + SIDE + MARGIN;
        int left = MARGIN + SIDE / 2;
        int width = WIDTH - 2 * left;
        byte[] colours = new byte[3 * width * BAR];
        for (int i = 0; i < width * BAR; i++) {
            blend(255, strongest * (2.0 * (i % width) / (width - 1) - 1), colours, 3 * i);
        }
        new Mat(BAR, width, opencv_core.CV_8UC3, new BytePointer(colours))
                .copyTo(canvas.apply(new Rect(left, top, width, BAR)));
        int below = top + BAR + 20;
        text(String.format(Locale.ROOT, "-%.3f unlike", strongest), left, below, 0.5, 1);
        text("0", WIDTH / 2 - 5, below, 0.5, 1);
        String alike = String.format(Locale.ROOT, "alike +%.3f", strongest);
        Size size = opencv_imgproc.getTextSize(alike, opencv_imgproc.FONT_HERSHEY_SIMPLEX, 0.5, 1, new int[1]);
        text(alike, left + width - size.width(), below, 0.5, 1);
    }

    private void text(String text, int x, int y, double scale, int thickness) {
        opencv_imgproc.putText(
                canvas,
                text,
                new Point(x, y),
                opencv_imgproc.FONT_HERSHEY_SIMPLEX,
                scale,
                new Scalar(40, 40, 40, 0),
                thickness,
                opencv_imgproc.LINE_AA,
                false);
    }
}
