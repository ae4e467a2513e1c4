package io.github.siamese4j.training.internal.alter;

import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/** Operations that draw something else beside or over an image. */
final class Overlays {

    private static final List<String> TEXTS = List.of(
            "SALE -50%", "photo by anna", "when you see it", "NEW IN", "sample, not for print", "#ootd", "99.90");
    private static final int FONT = opencv_imgproc.FONT_HERSHEY_DUPLEX;
    private static final double WIDEST = 0.9;
    /** The height of a phone's screen, in widths. */
    private static final double SCREEN = 16.0 / 9;
    /** The largest height of the image on a screen, in heights of the screen. */
    private static final double SHOWN = 0.8;

    private static final int DARK = 24;
    private static final int LIGHT = 250;

    private Overlays() {}

    /**
     * Writes a line of text of the given height, a share of the image's, in white with a black outline. The words and
     * the place, at the top, in the middle or at the bottom, are drawn at random.
     */
    static Operation text(double share) {
        return (bgr, random) -> {
            Mat written = bgr.clone();
            String text = TEXTS.get(random.nextInt(TEXTS.size()));
            Size size = opencv_imgproc.getTextSize(text, FONT, 1, 1, new int[1]);
            double scale = Math.min(WIDEST * bgr.cols() / size.width(), share * bgr.rows() / size.height());
            int height = (int) Math.ceil(scale * size.height());
            int x = (int) ((bgr.cols() - scale * size.width()) / 2);
            int y = switch (random.nextInt(3)) {
                case 0 -> 2 * height;
                case 1 -> (bgr.rows() + height) / 2;
                default -> bgr.rows() - height;
            };
            int stroke = Math.max(1, (int) Math.round(1.5 * scale));
            write(written, text, x, y, scale, 3 * stroke, 0);
            write(written, text, x, y, scale, stroke, 255);
            return written;
        };
    }

    private static void write(Mat image, String text, int x, int y, double scale, int thickness, int value) {
        opencv_imgproc.putText(
                image,
                text,
                new Point(x, y),
                FONT,
                scale,
                Shapes.grey(value),
                thickness,
                opencv_imgproc.LINE_AA,
                false);
    }

    /**
     * Shows the image on the upright screen of a phone, as wide as the image or, for a high image, wider. Above it is a
     * line with the time, below it a bar with buttons. The screen is dark or light at random.
     */
    static Operation screenshot() {
        return (bgr, random) -> {
            boolean dark = random.nextBoolean();
            int width = Math.max(bgr.cols(), (int) Math.ceil(bgr.rows() / (SCREEN * SHOWN)));
            int height = (int) Math.ceil(SCREEN * width);
            Mat screen = new Mat(height, width, opencv_core.CV_8UC3, Shapes.grey(dark ? DARK : LIGHT));
            int x = (width - bgr.cols()) / 2;
            int y = (height - bgr.rows()) / 2;
            bgr.copyTo(new Mat(screen, new Rect(x, y, bgr.cols(), bgr.rows())));
            decorate(screen, dark ? LIGHT : DARK, random);
            return screen;
        };
    }

    private static void decorate(Mat screen, int ink, SplittableRandom random) {
        int unit = Math.max(1, screen.rows() / 100);
        String time = (10 + random.nextInt(10)) + ":" + (10 + random.nextInt(50));
        write(screen, time, 3 * unit, 4 * unit, unit / 12.0, Math.max(1, unit / 4), ink);
        int buttons = 3 + random.nextInt(3);
        for (int i = 0; i < buttons; i++) {
            int x = (int) ((i + 0.5) * screen.cols() / buttons);
            opencv_imgproc.circle(
                    screen,
                    new Point(x, screen.rows() - 4 * unit),
                    2 * unit,
                    Shapes.grey(ink),
                    Math.max(1, unit / 3),
                    opencv_imgproc.LINE_AA,
                    0);
        }
    }
}
