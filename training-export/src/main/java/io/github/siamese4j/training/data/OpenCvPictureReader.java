package io.github.siamese4j.training.data;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_ANYCOLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Decodes with OpenCV. A picture whose three channels are equal is kept as one grey channel.
 *
 * @param width of the result
 * @param height of the result
 * @param fit how other sizes are brought to it
 */
public record OpenCvPictureReader(int width, int height, Fit fit) implements PictureReader {
    private static final int GREY = 128;

    @Override
    public Picture read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length == 0) {
            throw new IOException("empty file");
        }
        // Releases every native object made inside.
        PointerScope scope = new PointerScope();
        try {
            Mat encoded = new Mat(1, bytes.length, CV_8UC1, new BytePointer(bytes));
            Mat decoded = imdecode(encoded, IMREAD_ANYCOLOR);
            if (decoded.empty()) {
                throw new IOException("not a picture that OpenCV can decode");
            }
            Mat rgb = decoded;
            if (decoded.channels() == 3) {
                rgb = new Mat();
                cvtColor(decoded, rgb, COLOR_BGR2RGB);
            }
            return toPicture(fitted(rgb));
        } catch (RuntimeException e) {
            throw new IOException("OpenCV: " + e.getMessage(), e);
        } finally {
            scope.close();
        }
    }

    private Mat fitted(Mat image) {
        if (image.cols() == width && image.rows() == height) {
            return image;
        }
        double horizontal = (double) width / image.cols();
        double vertical = (double) height / image.rows();
        return switch (fit) {
            case STRETCH -> resized(image, width, height);
            case LETTERBOX -> {
                double scale = Math.min(horizontal, vertical);
                Mat inside =
                        resized(image, clamp(image.cols() * scale, 1, width), clamp(image.rows() * scale, 1, height));
                int left = (width - inside.cols()) / 2;
                int top = (height - inside.rows()) / 2;
                Mat framed = new Mat();
                copyMakeBorder(
                        inside,
                        framed,
                        top,
                        height - inside.rows() - top,
                        left,
                        width - inside.cols() - left,
                        BORDER_CONSTANT,
                        new Scalar(GREY, GREY, GREY, 0));
                yield framed;
            }
            case CENTER_CROP -> {
                double scale = Math.max(horizontal, vertical);
                Mat covering = resized(
                        image,
                        clamp(image.cols() * scale, width, Integer.MAX_VALUE),
                        clamp(image.rows() * scale, height, Integer.MAX_VALUE));
                Rect centre = new Rect((covering.cols() - width) / 2, (covering.rows() - height) / 2, width, height);
                yield new Mat(covering, centre).clone();
            }
        };
    }

    private static int clamp(double value, int low, int high) {
        return (int) Math.max(low, Math.min(high, Math.round(value)));
    }

    private static Mat resized(Mat image, int width, int height) {
        Mat result = new Mat();
        boolean shrinking = width < image.cols() || height < image.rows();
        resize(image, result, new Size(width, height), 0, 0, shrinking ? INTER_AREA : INTER_CUBIC);
        return result;
    }

    private static Picture toPicture(Mat image) {
        int channels = image.channels();
        byte[] pixels = new byte[image.rows() * image.cols() * channels];
        image.data().get(pixels);
        if (channels == 3 && isGrey(pixels)) {
            byte[] grey = new byte[pixels.length / 3];
            for (int i = 0; i < grey.length; i++) {
                grey[i] = pixels[3 * i];
            }
            return Picture.owning(image.cols(), image.rows(), 1, grey);
        }
        return Picture.owning(image.cols(), image.rows(), channels, pixels);
    }

    private static boolean isGrey(byte[] rgb) {
        for (int i = 0; i < rgb.length; i += 3) {
            if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) {
                return false;
            }
        }
        return true;
    }
}
