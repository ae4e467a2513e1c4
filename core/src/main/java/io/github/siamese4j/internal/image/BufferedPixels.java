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

/** Pictures of the Java desktop toolkit as RGB. What is allocated belongs to the scope. */
final class BufferedPixels {

    private BufferedPixels() {}

    /** Common types without a copy on the heap, greys by their samples, all others drawn. */
    static Mat rgb(BufferedImage picture) {
        return switch (picture.getType()) {
            case BufferedImage.TYPE_3BYTE_BGR -> Rgb.from(bytes(picture, CV_8UC3));
            case BufferedImage.TYPE_BYTE_GRAY -> Rgb.from(bytes(picture, CV_8UC1));
            case BufferedImage.TYPE_INT_RGB -> Rgb.fromOpaque(ints(picture));
            case BufferedImage.TYPE_INT_ARGB -> Rgb.from(ints(picture));
            default -> Rgb.from(isGrey(picture) ? grey(picture) : drawn(picture));
        };
    }

    private static Mat bytes(BufferedImage picture, int type) {
        Raster raster = picture.getRaster();
        ComponentSampleModel model = (ComponentSampleModel) raster.getSampleModel();
        DataBufferByte data = (DataBufferByte) raster.getDataBuffer();
        int stride = model.getScanlineStride();
        int[] bands = model.getBandOffsets();
        int first = data.getOffset()
                - raster.getSampleModelTranslateY() * stride
                - raster.getSampleModelTranslateX() * model.getPixelStride()
                + bands[bands.length - 1];
        int length = stride * (picture.getHeight() - 1) + model.getPixelStride() * picture.getWidth();
        BytePointer copy = new BytePointer(length).put(data.getData(), first, length);
        return new Mat(picture.getHeight(), picture.getWidth(), type, copy, stride);
    }

    /** An int {@code 0xAARRGGBB} lies in memory as B, G, R, A on every platform OpenCV is built for. */
    private static Mat ints(BufferedImage picture) {
        Raster raster = picture.getRaster();
        SinglePixelPackedSampleModel model = (SinglePixelPackedSampleModel) raster.getSampleModel();
        DataBufferInt data = (DataBufferInt) raster.getDataBuffer();
        int stride = model.getScanlineStride();
        int first = data.getOffset() - raster.getSampleModelTranslateY() * stride - raster.getSampleModelTranslateX();
        int length = stride * (picture.getHeight() - 1) + picture.getWidth();
        IntPointer copy = new IntPointer(length).put(data.getData(), first, length);
        return new Mat(picture.getHeight(), picture.getWidth(), CV_8UC4, copy, 4L * stride);
    }

    private static boolean isGrey(BufferedImage picture) {
        return picture.getColorModel() instanceof ComponentColorModel model
                && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && !model.isAlphaPremultiplied()
                && (model.getTransferType() == DataBuffer.TYPE_BYTE
                        || model.getTransferType() == DataBuffer.TYPE_USHORT);
    }

    /**
     * The samples as they are. Drawing would treat them as linear light, and a grey file read by ImageIO would become
     * brighter than the same file read by anything else.
     */
    private static Mat grey(BufferedImage picture) {
        Raster raster = picture.getRaster();
        int width = picture.getWidth();
        int height = picture.getHeight();
        int shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
        boolean alpha = picture.getColorModel().hasAlpha();
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

    /** Over white, by the toolkit. */
    private static Mat drawn(BufferedImage picture) {
        BufferedImage copy = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = copy.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, copy.getWidth(), copy.getHeight());
            graphics.drawImage(picture, 0, 0, null);
        } finally {
            graphics.dispose();
        }
        return bytes(copy, CV_8UC3);
    }
}
