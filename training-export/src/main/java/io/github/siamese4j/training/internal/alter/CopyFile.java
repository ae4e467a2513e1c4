package io.github.siamese4j.training.internal.alter;

import io.github.siamese4j.Image;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** An altered copy as a file with the same pixels: PNG, or JPEG if the alteration saves as JPEG. */
@SuppressWarnings("ArrayRecordComponent") // written at once and never compared
public record CopyFile(String extension, byte[] bytes) {

    private static final int FASTEST = 1;

    /** Returns the file of a result of {@link Alteration#apply}. */
    public static CopyFile of(Image copy) {
        if (copy instanceof Image.Encoded jpeg) {
            return new CopyFile(".jpg", jpeg.bytes());
        }
        return new CopyFile(".png", png(((Image.Buffered) copy).image()));
    }

    @SuppressWarnings("try") // the scope registers everything native that is allocated inside it
    private static byte[] png(BufferedImage image) {
        try (PointerScope scope = new PointerScope()) {
            byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            Mat pixels = new Mat(image.getHeight(), image.getWidth(), opencv_core.CV_8UC3, new BytePointer(bgr));
            return Values.encode(pixels, ".png", new IntPointer(opencv_imgcodecs.IMWRITE_PNG_COMPRESSION, FASTEST));
        }
    }
}
