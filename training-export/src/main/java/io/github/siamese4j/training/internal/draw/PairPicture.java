package io.github.siamese4j.training.internal.draw;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.image.ImageReader;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Two pictures side by side with their score above them. Drawn by OpenCV, whose letters need no fonts on the machine.
 */
public final class PairPicture {

    private static final int SIDE = 320;
    private static final int MARGIN = 16;
    private static final int TITLE = 48;
    private static final int WIDTH = 2 * SIDE + 3 * MARGIN;
    private static final int HEIGHT = TITLE + SIDE + MARGIN;
    private static final int CHANNELS = 3;

    private PairPicture() {}

    /** Writes the picture as PNG. */
    public static void write(Path file, Image a, Image b, double score) {
        try (PointerScope scope = new PointerScope()) {
            Mat canvas = draw(a, b, score);
            BytePointer png = new BytePointer();
            opencv_imgcodecs.imencode(".png", canvas, png);
            byte[] bytes = new byte[Math.toIntExact(png.limit())];
            png.get(bytes);
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the picture " + file, e);
        }
    }

    /** The picture for a window. */
    public static BufferedImage of(Image a, Image b, double score) {
        try (PointerScope scope = new PointerScope()) {
            Mat canvas = draw(a, b, score);
            BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
            canvas.data().get(((DataBufferByte) picture.getRaster().getDataBuffer()).getData());
            return picture;
        }
    }

    private static Mat draw(Image a, Image b, double score) {
        Mat canvas = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3, new Scalar(235, 235, 235, 0));
        place(canvas, a, MARGIN);
        place(canvas, b, 2 * MARGIN + SIDE);
        opencv_imgproc.putText(
                canvas,
                String.format(Locale.ROOT, "Similarity:%.3f", score),
                new Point(MARGIN, TITLE - MARGIN),
                opencv_imgproc.FONT_HERSHEY_SIMPLEX,
                0.9,
                new Scalar(40, 40, 40, 0),
                2,
                opencv_imgproc.LINE_AA,
                false);
        return canvas;
    }

    private static void place(Mat canvas, Image image, int x) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(SIDE * SIDE * CHANNELS);
        new ImageReader(Preprocessing.letterbox(SIDE, SIDE), ImageLimits.defaults()).read(image, pixels);
        Mat rgb = new Mat(SIDE, SIDE, opencv_core.CV_8UC3, new BytePointer(pixels.flip()));
        opencv_imgproc.cvtColor(rgb, canvas.apply(new Rect(x, TITLE, SIDE, SIDE)), opencv_imgproc.COLOR_RGB2BGR);
    }
}
