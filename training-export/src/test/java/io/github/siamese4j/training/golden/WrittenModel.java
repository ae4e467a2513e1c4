package io.github.siamese4j.training.golden;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/** A model directory that is opened with ONNX Runtime and the names of the format only. */
public final class WrittenModel implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession encoder;
    private final OrtSession scorer;

    public WrittenModel(Path directory) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            encoder =
                    environment.createSession(directory.resolve("encoder.onnx").toString(), options);
            scorer = environment.createSession(directory.resolve("scorer.onnx").toString(), options);
        }
    }

    public OrtSession encoder() {
        return encoder;
    }

    public OrtSession scorer() {
        return scorer;
    }

    public float[][] embed(byte[][] pictures, int height, int width) throws OrtException {
        ByteBuffer samples = ByteBuffer.allocateDirect(pictures.length * height * width * 3);
        for (byte[] picture : pictures) {
            samples.put(picture);
        }
        long[] shape = {pictures.length, height, width, 3};
        try (OnnxTensor image = OnnxTensor.createTensor(environment, samples.flip(), shape, OnnxJavaType.UINT8);
                OrtSession.Result result = encoder.run(Map.of("image", image))) {
            return (float[][]) result.get(0).getValue();
        }
    }

    public float[] score(float[][] left, float[][] right) throws OrtException {
        try (OnnxTensor leftRows = OnnxTensor.createTensor(environment, left);
                OnnxTensor rightRows = OnnxTensor.createTensor(environment, right);
                OrtSession.Result result = scorer.run(Map.of("left", leftRows, "right", rightRows))) {
            return (float[]) result.get(0).getValue();
        }
    }

    @Override
    public void close() throws OrtException {
        try {
            encoder.close();
        } finally {
            scorer.close();
        }
    }
}
