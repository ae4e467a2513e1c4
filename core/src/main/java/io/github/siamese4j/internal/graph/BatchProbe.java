package io.github.siamese4j.internal.graph;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.internal.model.ProtobufMessage;
import io.github.siamese4j.internal.runtime.GraphProbe;
import io.github.siamese4j.internal.runtime.GraphProbe.Bytes;
import io.github.siamese4j.internal.runtime.GraphProbe.Output;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Finds out what a graph returns, and whether the images of a batch are independent of each other. */
final class BatchProbe {

    private static final int BATCH = 3;

    /** Largest allowed difference of an image in a batch from the image alone, relative to the largest value. */
    private static final double TOLERANCE = 1e-3;

    private BatchProbe() {}

    /**
     * Returns the shape of the output for one image. Throws {@code MODEL_INVALID} if the graph cannot run, or if the
     * values of an image depend on the batch.
     */
    static List<Long> item(AdaptedInput adapted, int threads) {
        GraphBuilder graph = new GraphBuilder();
        String output = adapted.append(graph);
        ProtobufMessage model = adapted.graph()
                .model(graph.graph(
                        "probe",
                        List.of(ImagePreprocessing.pictures(AdaptedInput.IMAGE, adapted.input())),
                        List.of(ValueInfo.unshaped(output, Onnx.FLOAT))));
        String location = adapted.graph().location();
        try (GraphProbe probe = GraphProbe.open(model.encode(location), location, threads)) {
            ByteBuffer images = noise(adapted.input());
            Output batch = run(probe, images, adapted.input());
            int size = images.capacity() / BATCH;
            for (int i = 0; i < BATCH; i++) {
                Output single = run(probe, images.slice(i * size, size), adapted.input());
                requireRow(location, batch, i, single);
            }
            List<Long> item = Arrays.stream(batch.shape()).skip(1).boxed().toList();
            boolean ownBatch = !adapted.batches() && item.size() > 1 && item.get(0) == 1;
            return ownBatch ? item.subList(1, item.size()) : item;
        }
    }

    private static ByteBuffer noise(ImageSignature input) {
        byte[] noise = new byte[BATCH * input.width() * input.height() * ImageSignature.CHANNELS];
        new Random(BATCH).nextBytes(noise);
        return ByteBuffer.allocateDirect(noise.length).put(noise).flip();
    }

    private static Output run(GraphProbe probe, ByteBuffer images, ImageSignature input) {
        long image = (long) input.width() * input.height() * ImageSignature.CHANNELS;
        long[] shape = {images.remaining() / image, input.height(), input.width(), ImageSignature.CHANNELS};
        return probe.run(Map.of(AdaptedInput.IMAGE, new Bytes(images, shape)))
                .values()
                .iterator()
                .next();
    }

    private static void requireRow(String location, Output batch, int row, Output single) {
        long[] expected = single.shape().clone();
        if (expected.length > 0) {
            expected[0] *= BATCH;
        }
        int size = single.values().length;
        if (expected.length == 0 || single.shape()[0] != 1 || !Arrays.equals(expected, batch.shape())) {
            throw invalid(location + " returns the shape " + Arrays.toString(single.shape()) + " for one image and "
                    + Arrays.toString(batch.shape()) + " for " + BATCH);
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < size; i++) {
            double alone = single.values()[i];
            if (!Double.isFinite(alone)) {
                throw invalid(location + " returns " + alone
                        + " for an image; check range, mean and deviation, or export the model again");
            }
            largest = Math.max(largest, Math.abs(alone));
            difference = Math.max(difference, Math.abs(alone - batch.values()[row * size + i]));
        }
        if (!(difference <= TOLERANCE * largest)) {
            throw invalid(location + " returns other values for an image in a batch than for the same image alone, by "
                    + difference + "; export the model in inference mode, without dropout");
        }
    }

    private static ModelException invalid(String message) {
        return new ModelException(ErrorCode.MODEL_INVALID, message);
    }
}
