package io.github.siamese4j.training.internal.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.training.WeightStorage;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/** Samples are pictures, {@code height × width × 3} bytes each. */
record PictureKind(TwinGraph twin) implements SampleKind<byte[]> {

    @Override
    public String input() {
        return OnnxWriter.IMAGE;
    }

    @Override
    public int embeddingSize() {
        return twin.embeddingSize();
    }

    @Override
    public Optional<Metric> scorer() {
        return twin.scorer();
    }

    @Override
    public GraphProto encoder(WeightStorage storage) {
        return OnnxWriter.encoder(twin, storage);
    }

    @Override
    public Optional<GraphProto> scorer(WeightStorage storage) {
        return twin.head().isEmpty()
                ? Optional.empty()
                : Optional.of(OnnxWriter.scorer(twin.hidden(), twin.output(), storage));
    }

    @Override
    public byte[][] probes() {
        return ProbePictures.of(twin.height(), twin.width());
    }

    @Override
    public void requireFit(byte[][] pictures) {
        for (byte[] picture : pictures) {
            if (picture.length != twin.pictureSize()) {
                throw new IllegalArgumentException(
                        "pictures must have " + twin.pictureSize() + " bytes each: " + picture.length);
            }
        }
    }

    @Override
    public OnnxTensor tensor(OrtEnvironment environment, byte[][] pictures) throws OrtException {
        ByteBuffer samples = ByteBuffer.allocateDirect(Math.multiplyExact(pictures.length, twin.pictureSize()));
        for (byte[] picture : pictures) {
            samples.put(picture);
        }
        long[] shape = {pictures.length, twin.height(), twin.width(), TwinGraph.CHANNELS};
        return OnnxTensor.createTensor(environment, samples.flip(), shape, OnnxJavaType.UINT8);
    }

    @Override
    public Map<String, String> metadata(String encoderId, ModelDescription description) {
        Preprocessing preprocessing = description
                .preprocessing()
                .orElseThrow(
                        () -> new IllegalArgumentException("preprocessing must be given for a network over pictures"));
        int width = preprocessing.width();
        int height = preprocessing.height();
        if (width != twin.width() || height != twin.height()) {
            throw new IllegalArgumentException("preprocessing must have the network's size, " + twin.width() + "×"
                    + twin.height() + " (width × height): " + width + "×" + height);
        }
        return new ModelMetadata(
                        encoderId,
                        description.name(),
                        new ModelMetadata.Pictures(
                                preprocessing.fit(), preprocessing.interpolation(), preprocessing.padding()),
                        scorer(),
                        description.threshold())
                .entries();
    }
}
