package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.image.ImageReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Small pictures: beside each other with a word above each, or one by one as JPEG. */
public final class PictureSheet {

    private static final int SIDE = 160;
    private static final int MARGIN = 12;
    private static final int TITLE = 28;
    private static final int COLUMNS = 6;
    private static final int CHANNELS = 3;

    private PictureSheet() {}

    /**
     * A picture and what stands above it.
     *
     * @param picture the file
     * @param title ASCII, a few letters
     */
    public record Cell(Path picture, String title) {}

    /** Writes rows of six as PNG. */
    public static void write(Path file, List<Cell> cells) {
        int columns = Math.min(COLUMNS, cells.size());
        int rows = (cells.size() + COLUMNS - 1) / COLUMNS;
        int width = MARGIN + columns * (SIDE + MARGIN);
        int height = MARGIN + rows * (TITLE + SIDE + MARGIN);
        try (PointerScope scope = new PointerScope()) {
            Mat canvas = new Mat(height, width, opencv_core.CV_8UC3, new Scalar(235, 235, 235, 0));
            for (int i = 0; i < cells.size(); i++) {
                int x = MARGIN + i % COLUMNS * (SIDE + MARGIN);
                int y = MARGIN + i / COLUMNS * (TITLE + SIDE + MARGIN);
                opencv_imgproc.putText(
                        canvas,
                        cells.get(i).title(),
                        new Point(x, y + TITLE - MARGIN),
                        opencv_imgproc.FONT_HERSHEY_SIMPLEX,
                        0.5,
                        new Scalar(40, 40, 40, 0),
                        1,
                        opencv_imgproc.LINE_AA,
                        false);
                bgr(cells.get(i).picture(), SIDE).copyTo(canvas.apply(new Rect(x, y + TITLE, SIDE, SIDE)));
            }
            Files.write(file, encode(".png", canvas));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the picture " + file, e);
        }
    }

    /** A picture fitted into a square, as JPEG. */
    public static byte[] jpeg(Path picture, int side) {
        try (PointerScope scope = new PointerScope()) {
            return encode(".jpg", bgr(picture, side));
        }
    }

    private static byte[] encode(String format, Mat canvas) {
        BytePointer encoded = new BytePointer();
        opencv_imgcodecs.imencode(format, canvas, encoded);
        byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
        encoded.get(bytes);
        return bytes;
    }

    private static Mat bgr(Path picture, int side) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(side * side * CHANNELS);
        new ImageReader(Preprocessing.letterbox(side, side), ImageLimits.defaults()).read(Image.of(picture), pixels);
        Mat rgb = new Mat(side, side, opencv_core.CV_8UC3, new BytePointer(pixels.flip()));
        Mat bgr = new Mat();
        opencv_imgproc.cvtColor(rgb, bgr, opencv_imgproc.COLOR_RGB2BGR);
        return bgr;
    }
}
