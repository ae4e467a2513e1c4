package io.github.siamese4j.internal.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.Raster;
import java.awt.image.SinglePixelPackedSampleModel;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Converts images of the Java desktop toolkit to RGB. Results belong to the scope. */
final class BufferedPixels {

    private BufferedPixels() {}

    /** Converts common types without a copy on the heap, grey types by their samples, and draws all others. */
    static Mat rgb(BufferedImage image) {
        return switch (image.getType()) {
            case BufferedImage.TYPE_3BYTE_BGR -> Rgb.from(bytes(image, CV_8UC3));
            case BufferedImage.TYPE_BYTE_GRAY -> Rgb.from(bytes(image, CV_8UC1));
            case BufferedImage.TYPE_INT_RGB -> Rgb.fromOpaque(ints(image));
            case BufferedImage.TYPE_INT_ARGB -> Rgb.from(ints(image));
            default -> Rgb.from(isGrey(image) ? grey(image) : drawn(image));
        };
    }

    private static Mat bytes(BufferedImage image, int type) {
        Raster raster = image.getRaster();
        ComponentSampleModel model = (ComponentSampleModel) raster.getSampleModel();
        DataBufferByte data = (DataBufferByte) raster.getDataBuffer();
        int stride = model.getScanlineStride();
        int[] bands = model.getBandOffsets();
        int first = data.getOffset()
                - raster.getSampleModelTranslateY() * stride
                - raster.getSampleModelTranslateX() * model.getPixelStride()
                + bands[bands.length - 1];
        int length = stride * (image.getHeight() - 1) + model.getPixelStride() * image.getWidth();
        BytePointer copy = new BytePointer(length).put(data.getData(), first, length);
        return new Mat(image.getHeight(), image.getWidth(), type, copy, stride);
    }

    /** Relies on little-endian ints: {@code 0xAARRGGBB} is B, G, R, A in memory on every platform of OpenCV. */
    private static Mat ints(BufferedImage image) {
        Raster raster = image.getRaster();
        SinglePixelPackedSampleModel model = (SinglePixelPackedSampleModel) raster.getSampleModel();
        DataBufferInt data = (DataBufferInt) raster.getDataBuffer();
        int stride = model.getScanlineStride();
        int first = data.getOffset() - raster.getSampleModelTranslateY() * stride - raster.getSampleModelTranslateX();
        int length = stride * (image.getHeight() - 1) + image.getWidth();
        IntPointer copy = new IntPointer(length).put(data.getData(), first, length);
        return new Mat(image.getHeight(), image.getWidth(), CV_8UC4, copy, 4L * stride);
    }

    private static boolean isGrey(BufferedImage image) {
        return image.getColorModel() instanceof ComponentColorModel model
                && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && !model.isAlphaPremultiplied()
                && (model.getTransferType() == DataBuffer.TYPE_BYTE
                        || model.getTransferType() == DataBuffer.TYPE_USHORT);
    }

    /**
     * Returns the samples unchanged. Drawing would treat them as linear light and make a grey file that ImageIO read
     * brighter than the same file read by OpenCV.
     */
    private static Mat grey(BufferedImage image) {
        Raster raster = image.getRaster();
        int width = image.getWidth();
        int height = image.getHeight();
        int shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
        boolean alpha = image.getColorModel().hasAlpha();
        Mat pixels = new Mat(height, width, alpha ? CV_8UC4 : CV_8UC1);
        ByteBuffer samples = pixels.createBuffer();
        int[] row = new int[width * raster.getNumBands()];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int i = 0; i < row.length; i++) {
                byte grey = (byte) (row[i] >> shift);
                samples.put(grey);
                if (alpha) {
                    samples.put(grey).put(grey).put((byte) (row[++i] >> shift));
                }
            }
        }
        return pixels;
    }

    /** Draws the image over white. */
    private static Mat drawn(BufferedImage image) {
        BufferedImage copy = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = copy.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, copy.getWidth(), copy.getHeight());
            graphics.drawImage(image, 0, 0, null);
        } finally {
            graphics.dispose();
        }
        return bytes(copy, CV_8UC3);
    }
}
