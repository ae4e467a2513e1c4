package io.github.siamese4j.training.internal.twin;

import io.github.siamese4j.internal.graph.ImageSignature;
import io.github.siamese4j.internal.model.ProtobufMessage;
import io.github.siamese4j.internal.runtime.GraphProbe;
import io.github.siamese4j.internal.runtime.GraphProbe.Bytes;
import io.github.siamese4j.internal.runtime.GraphProbe.Floats;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** An encoder and a scorer of the model format in ONNX Runtime on the CPU. Used by one thread; close it once. */
final class ModelRun implements AutoCloseable {

    private static final int CHANNELS = 3;

    private final GraphProbe encoder;
    private final GraphProbe scorer;
    private final ImageSignature input;

    private ModelRun(GraphProbe encoder, GraphProbe scorer, ImageSignature input) {
        this.encoder = encoder;
        this.scorer = scorer;
        this.input = input;
    }

    /** Loads both graphs; releases the encoder if the scorer cannot be loaded. */
    static ModelRun open(ProtobufMessage encoder, ProtobufMessage scorer, ImageSignature input) {
        GraphProbe first = GraphProbe.open(encoder.encode(), "the encoder");
        try {
            return new ModelRun(first, GraphProbe.open(scorer.encode(), "the scorer"), input);
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
    }

    /** Returns the embedding of a picture, RGB of the size of the input. */
    float[] embed(byte[] rgb) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(rgb.length).put(rgb).flip();
        long[] shape = {1, input.height(), input.width(), CHANNELS};
        return run(encoder, Map.of("image", new Bytes(pixels, shape)));
    }

    /** Returns the scores of one embedding against others. */
    float[] score(float[] left, float[]... right) {
        return run(scorer, Map.of("left", rows(left), "right", rows(right)));
    }

    private static float[] run(GraphProbe probe, Map<String, ? extends GraphProbe.Input> inputs) {
        return probe.run(inputs).values().iterator().next().values();
    }

    private static Floats rows(float[]... rows) {
        FloatBuffer values = ByteBuffer.allocateDirect(rows.length * rows[0].length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (float[] row : rows) {
            values.put(row);
        }
        return new Floats(values.flip(), new long[] {rows.length, rows[0].length});
    }

    @Override
    public void close() {
        try (GraphProbe closedLast = encoder) {
            scorer.close();
        }
    }
}
