package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.io.AtomicFiles;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.data.ImageFiles;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import org.bytedeco.javacpp.BytePointer;
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
 * The surface that every picture of this project is drawn on. Text needs no fonts on the machine, since OpenCV draws it
 * with a font of its own. A canvas belongs to one thread and holds native memory until it is closed.
 */
final class Canvas implements AutoCloseable {

    static final int MARGIN = 16;

    /** A command may have been told to read images beyond the usual limits, so that they must be drawn, too. */
    private static final ImageLimits LIMITS =
            new ImageLimits(1_000_000_000, 1 << 30, ImageFiles.LIMITS.maxSide(), ImageFiles.LIMITS.formats(), false);

    static final Color PAPER = new Color(245, 245, 245);
    static final Color INK = new Color(60, 60, 60);
    static final Color RIGHT = new Color(30, 140, 60);
    static final Color WRONG = new Color(210, 40, 40);

    private static final int FONT = opencv_imgproc.FONT_HERSHEY_SIMPLEX;

    /** The size of a text. */
    enum Text {
        SMALL(0.5, 1),
        TITLE(0.9, 2);

        private final double scale;
        private final int thickness;

        Text(double scale, int thickness) {
            this.scale = scale;
            this.thickness = thickness;
        }
    }

    private final PointerScope scope = new PointerScope();
    private final Mat pixels;

    Canvas(int width, int height) {
        pixels = new Mat(height, width, opencv_core.CV_8UC3, bgr(PAPER));
    }

    /** Writes text whose base line starts at a point. Characters outside ASCII become the nearest letter or '?'. */
    void text(String text, int x, int y, Text size, Color color) {
        opencv_imgproc.putText(
                pixels,
                ascii(text),
                new Point(x, y),
                FONT,
                size.scale,
                bgr(color),
                size.thickness,
                opencv_imgproc.LINE_AA,
                false);
    }

    /** Writes small dark text, without its middle if it is wider than the given number of pixels. */
    void label(String text, int x, int y, int width) {
        text(shortened(text, Text.SMALL, width), x, y, Text.SMALL, INK);
    }

    /** Writes small dark text. */
    void label(String text, int x, int y) {
        text(text, x, y, Text.SMALL, INK);
    }

    /** Returns the width of a text in pixels. */
    static int width(String text, Text size) {
        try (PointerScope local = new PointerScope()) {
            return opencv_imgproc
                    .getTextSize(text, FONT, size.scale, size.thickness, new int[1])
                    .width();
        }
    }

    /** Returns the text as it is drawn, without its middle if it is wider than the given number of pixels. */
    static String shortened(String text, Text size, int width) {
        String whole = ascii(text);
        String shorter = whole;
        for (int kept = whole.length() - 1; kept > 1 && width(shorter, size) > width; kept--) {
            shorter = whole.substring(0, kept - kept / 2) + ".." + whole.substring(whole.length() - kept / 2);
        }
        return shorter;
    }

    /** Fills a rectangle. */
    void fill(Rectangle area, Color color) {
        opencv_imgproc.rectangle(pixels, rect(area), bgr(color), opencv_imgproc.FILLED, opencv_imgproc.LINE_8, 0);
    }

    /** Draws an image into an area, letterboxed. */
    void image(Image image, Rectangle area) {
        image(Pixels.read(image, Preprocessing.letterbox(area.width, area.height), LIMITS), area);
    }

    /** Draws pixels into an area, resized if their size differs. */
    void image(Pixels source, Rectangle area) {
        Mat mat = new Mat(source.height(), source.width(), opencv_core.CV_8UC3, new BytePointer(source.rgb()));
        if (source.width() != area.width || source.height() != area.height) {
            Mat sized = new Mat();
            opencv_imgproc.resize(mat, sized, new Size(area.width, area.height), 0, 0, opencv_imgproc.INTER_AREA);
            mat = sized;
        }
        opencv_imgproc.cvtColor(mat, pixels.apply(rect(area)), opencv_imgproc.COLOR_RGB2BGR);
    }

    /** Replaces a PNG file in a folder that exists. */
    void write(Path file) {
        Path folder = file.toAbsolutePath().normalize().resolveSibling("");
        if (!Files.isDirectory(folder)) {
            throw new TrainingException(
                    Code.IO_FAILED, "cannot write " + file + ": there is no folder " + folder + "; create it first");
        }
        writeWithFolder(file);
    }

    /** Replaces a PNG file, and creates its folder if there is none. */
    void writeWithFolder(Path file) {
        byte[] png = encode(".png");
        try {
            AtomicFiles.replaceFile(file, out -> out.write(png));
        } catch (IOException e) {
            throw new TrainingException(
                    Code.IO_FAILED,
                    "cannot write " + file + ": " + e + "; name a file in a folder you may write to",
                    e);
        }
    }

    /** Returns the canvas in an image format. */
    byte[] encode(String extension) {
        BytePointer encoded = new BytePointer();
        opencv_imgcodecs.imencode(extension, pixels, encoded);
        byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
        encoded.get(bytes);
        return bytes;
    }

    BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(pixels.cols(), pixels.rows(), BufferedImage.TYPE_3BYTE_BGR);
        pixels.data().get(((DataBufferByte) image.getRaster().getDataBuffer()).getData());
        return image;
    }

    @Override
    public void close() {
        scope.close();
    }

    private static String ascii(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^ -~]", "?");
    }

    private static Rect rect(Rectangle area) {
        return new Rect(area.x, area.y, area.width, area.height);
    }

    private static Scalar bgr(Color color) {
        return new Scalar(color.getBlue(), color.getGreen(), color.getRed(), 0);
    }
}
