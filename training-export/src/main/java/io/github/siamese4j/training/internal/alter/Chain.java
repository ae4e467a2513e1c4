package io.github.siamese4j.training.internal.alter;

import io.github.siamese4j.Image;
import io.github.siamese4j.Pixels;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Applies operations in order, and perhaps saves the result as JPEG. */
record Chain(List<Operation> operations, int jpegQuality) {

    /** The quality of a result that is not saved. */
    static final int UNSAVED = 0;

    Chain {
        operations = List.copyOf(operations);
    }

    /** Returns a JPEG file if the chain saves its result, else pixels. */
    @SuppressWarnings("try") // the scope registers everything native that is allocated inside it
    Image apply(Pixels image, SplittableRandom random) {
        try (PointerScope scope = new PointerScope()) {
            Mat bgr = new Mat();
            opencv_imgproc.cvtColor(
                    new Mat(image.height(), image.width(), opencv_core.CV_8UC3, new BytePointer(image.rgb())),
                    bgr,
                    opencv_imgproc.COLOR_RGB2BGR);
            for (Operation operation : operations) {
                bgr = operation.apply(bgr, random);
            }
            return jpegQuality == UNSAVED ? Image.of(buffered(bgr)) : Image.of(Values.jpegFile(bgr, jpegQuality));
        }
    }

    private static BufferedImage buffered(Mat bgr) {
        BufferedImage image = new BufferedImage(bgr.cols(), bgr.rows(), BufferedImage.TYPE_3BYTE_BGR);
        bgr.data().get(((DataBufferByte) image.getRaster().getDataBuffer()).getData());
        return image;
    }
}
