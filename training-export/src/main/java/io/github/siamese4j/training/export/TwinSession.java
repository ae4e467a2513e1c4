package io.github.siamese4j.training.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** A pair of graphs in ONNX Runtime on the processor. Used by one thread; close it once. */
final class TwinSession implements ReferenceNetwork, AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final TwinGraph twin;
    private final OrtSession encoder;
    private final OrtSession scorer;

    private TwinSession(TwinGraph twin, OrtSession encoder, OrtSession scorer) {
        this.twin = twin;
        this.encoder = encoder;
        this.scorer = scorer;
    }

    /** Loads both graphs; releases the first if the second fails. */
    static TwinSession open(TwinGraph twin, GraphProto encoder, GraphProto scorer) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // Without it weights stored as int8 are expanded in every run instead of once.
            options.addConfigEntry("session.disable_quant_qdq", "1");
            OrtSession first = load(encoder, options);
            try {
                return new TwinSession(twin, first, load(scorer, options));
            } catch (OrtException | RuntimeException | Error e) {
                try (first) {
                    throw e;
                }
            }
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    @Override
    public float[][] embed(byte[][] pictures) {
        ByteBuffer samples = ByteBuffer.allocateDirect(Math.multiplyExact(pictures.length, twin.pictureSize()));
        for (byte[] picture : pictures) {
            samples.put(picture);
        }
        long[] shape = {pictures.length, twin.height(), twin.width(), TwinGraph.CHANNELS};
        try (OnnxTensor image = OnnxTensor.createTensor(environment, samples.flip(), shape, OnnxJavaType.UINT8);
                OrtSession.Result result = encoder.run(Map.of(OnnxWriter.IMAGE, image))) {
            return (float[][]) result.get(0).getValue();
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    @Override
    public float[] score(float[][] left, float[][] right) {
        try (OnnxTensor leftRows = rows(left);
                OnnxTensor rightRows = rows(right);
                OrtSession.Result result = scorer.run(Map.of(OnnxWriter.LEFT, leftRows, OnnxWriter.RIGHT, rightRows))) {
            return (float[]) result.get(0).getValue();
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        try {
            try {
                encoder.close();
            } finally {
                scorer.close();
            }
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private OnnxTensor rows(float[][] rows) throws OrtException {
        long[] shape = {rows.length, twin.embeddingSize()};
        FloatBuffer values = ByteBuffer.allocateDirect(
                        Math.multiplyExact(rows.length, twin.embeddingSize() * Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (float[] row : rows) {
            values.put(row);
        }
        return OnnxTensor.createTensor(environment, values.flip(), shape);
    }

    private static OrtSession load(GraphProto graph, OrtSession.SessionOptions options) throws OrtException {
        byte[] file = OnnxWriter.model(graph, Map.of()).toByteArray();
        return OrtEnvironment.getEnvironment().createSession(file, options);
    }

    private static ExportException failed(OrtException cause) {
        return new ExportException(
                ExportException.Code.RUNTIME_FAILED,
                "ONNX Runtime cannot run the exported graph, so it is not written: " + cause.getMessage(),
                cause);
    }
}
