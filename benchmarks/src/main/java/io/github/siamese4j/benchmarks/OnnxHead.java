package io.github.siamese4j.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** {@code scorer.onnx} run by ONNX Runtime alone. The input tensors are filled once, before measuring. */
final class OnnxHead implements AutoCloseable {

    static final int[] BATCHES = {256, 512, 1024, 2048, 4096};

    private final OrtSession session;
    private final Map<Integer, Map<String, OnnxTensor>> inputs = new LinkedHashMap<>();

    OnnxHead(Path model, int threads, int dimension) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.addConfigEntry("session.disable_quant_qdq", "1");
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            session = environment.createSession(model.resolve("scorer.onnx").toString(), options);
        }
        for (int batch : BATCHES) {
            inputs.put(
                    batch,
                    Map.of(
                            "left", tensor(environment, batch, dimension, 1),
                            "right", tensor(environment, batch, dimension, 2)));
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, int batch, int dimension, int seed)
            throws OrtException {
        Random random = new Random(seed);
        FloatBuffer values = ByteBuffer.allocateDirect(batch * dimension * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        while (values.hasRemaining()) {
            values.put((float) Math.max(0, random.nextGaussian()));
        }
        return OnnxTensor.createTensor(environment, values.flip(), new long[] {batch, dimension});
    }

    /** Scores whole batches until at least the given number of pairs is reached, and returns the number scored. */
    int run(int batch, int pairs) {
        try {
            int done = 0;
            while (done < pairs) {
                session.run(inputs.get(batch)).close();
                done += batch;
            }
            return done;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws OrtException {
        for (Map<String, OnnxTensor> tensors : inputs.values()) {
            tensors.values().forEach(OnnxTensor::close);
        }
        session.close();
    }
}
