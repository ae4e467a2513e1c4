package io.github.siamese4j.internal.encode;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.image.ImageReader;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.internal.runtime.ModelSession;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.List;

/** Takes images and decodes them into the buffer that the graph reads. */
final class ImageInput implements ModelInput {

    private static final String NAME = "image";
    private static final int CHANNELS = 3;
    private static final byte GREY = (byte) 0x80;

    private final int height;
    private final int width;
    private final ImageReader reader;

    ImageInput(ModelSession session, ModelMetadata.Pictures metadata) {
        long[] shape = session.input(NAME, OnnxJavaType.UINT8, 1, "uint8 [N, H, W, 3]", 4);
        if (shape[3] != CHANNELS) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    "encoder.onnx: expected input image [N, H, W, 3], found channels: " + shape[3]);
        }
        this.height = Math.toIntExact(shape[1]);
        this.width = Math.toIntExact(shape[2]);
        this.reader = new ImageReader(
                new Preprocessing(width, height, metadata.fit(), metadata.interpolation(), metadata.padding()),
                session.options().imageLimits());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int bytes() {
        return height * width * CHANNELS;
    }

    @Override
    public OnnxTensor tensor(ByteBuffer items, int batch) {
        return ModelSession.tensor(items, batch, height, width, CHANNELS);
    }

    @Override
    public void putWarmUp(ByteBuffer target) {
        for (int i = 0; i < bytes(); i++) {
            target.put(GREY);
        }
    }

    @Override
    public void put(Image image, ByteBuffer target) {
        reader.read(image, target);
    }

    @Override
    public BufferedImage fitted(Image image) {
        return reader.read(image).toBufferedImage();
    }

    @Override
    public void check(List<float[]> vectors) {
        throw new ModelException(
                ErrorCode.MODEL_MISMATCH, "this model takes images, not feature vectors; pass an Image");
    }
}
