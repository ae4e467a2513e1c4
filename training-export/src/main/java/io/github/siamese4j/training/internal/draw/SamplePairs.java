package io.github.siamese4j.training.internal.draw;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.github.siamese4j.training.internal.data.Picture;
import io.github.siamese4j.training.internal.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Draws held-out pairs with their scores: pairs of a class on the left, of two classes on the right; green where the
 * network is right, red where it is wrong.
 */
public final class SamplePairs {
    private static final int SIDE = 96;
    private static final int GAP = 16;
    private static final int FRAME = 3;
    private static final int TEXT = 24;
    private static final int HEAD = 64;
    private static final int PAIR = 2 * SIDE;
    private static final int CELL = PAIR + 2 * GAP;
    private static final int ROW = SIDE + TEXT + GAP;
    private static final int COLUMNS = 2;

    /** A held-out pair: its pictures, whether they are of one class, and the network's score in [0, 1]. */
    public record Pair(Picture left, Picture right, boolean same, double score) {
        boolean isRight(double threshold) {
            return same == score >= threshold;
        }
    }

    private SamplePairs() {}

    /**
     * Replaces a picture.
     *
     * @param file the PNG
     * @param title a line above
     * @param pairs in any order; pictures of any size
     * @param threshold the score from which a pair is called the same
     */
    public static void draw(Path file, String title, List<Pair> pairs, double threshold) throws IOException {
        List<Pair> same = pairs.stream().filter(Pair::same).toList();
        List<Pair> different = pairs.stream().filter(pair -> !pair.same()).toList();
        int rows = (Math.max(same.size(), different.size()) + COLUMNS - 1) / COLUMNS;
        try (PointerScope scope = new PointerScope()) {
            Mat canvas = new Mat(HEAD + rows * ROW, 2 * COLUMNS * CELL, CV_8UC3, new Scalar(245, 245, 245, 0));
            write(canvas, title, GAP, 24, grey());
            half(canvas, same, 0, "same class", threshold);
            half(canvas, different, COLUMNS * CELL, "different classes", threshold);
            BytePointer png = new BytePointer();
            imencode(".png", canvas, png);
            byte[] bytes = new byte[Math.toIntExact(png.limit())];
            png.get(bytes);
            AtomicFiles.replaceFile(file, bytes);
        }
    }

    private static void half(Mat canvas, List<Pair> pairs, int left, String name, double threshold) {
        long right = pairs.stream().filter(pair -> pair.isRight(threshold)).count();
        write(canvas, name + ": " + right + " of " + pairs.size() + " right", left + GAP, 50, grey());
        for (int i = 0; i < pairs.size(); i++) {
            int x = left + i % COLUMNS * CELL + GAP;
            int y = HEAD + i / COLUMNS * ROW;
            cell(canvas, pairs.get(i), x, y, threshold);
        }
    }

    private static void cell(Mat canvas, Pair pair, int x, int y, double threshold) {
        boolean right = pair.isRight(threshold);
        Scalar colour = right ? new Scalar(60, 140, 30, 0) : new Scalar(40, 40, 210, 0);
        rectangle(canvas, new Rect(x - FRAME, y - FRAME, PAIR + 2 * FRAME, SIDE + 2 * FRAME), colour, FILLED, 8, 0);
        place(canvas, pair.left(), x, y);
        place(canvas, pair.right(), x + SIDE, y);
        String text = String.format(Locale.ROOT, "%.3f %s", pair.score(), right ? "right" : "wrong");
        write(canvas, text, x, y + SIDE + TEXT - 4, colour);
    }

    private static void place(Mat canvas, Picture picture, int x, int y) {
        BytePointer pixels = new BytePointer(picture.pixels());
        Mat source = new Mat(picture.height(), picture.width(), CV_8UC(picture.channels()), pixels);
        Mat sized = new Mat();
        resize(source, sized, new Size(SIDE, SIDE), 0, 0, INTER_AREA);
        Mat target = canvas.apply(new Rect(x, y, SIDE, SIDE));
        cvtColor(sized, target, picture.channels() == 1 ? COLOR_GRAY2BGR : COLOR_RGB2BGR);
    }

    private static Scalar grey() {
        return new Scalar(60, 60, 60, 0);
    }

    private static void write(Mat canvas, String text, int x, int y, Scalar colour) {
        putText(canvas, text, new Point(x, y), FONT_HERSHEY_SIMPLEX, 0.5, colour, 1, LINE_AA, false);
    }
}
