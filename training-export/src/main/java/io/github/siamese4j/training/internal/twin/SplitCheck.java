package io.github.siamese4j.training.internal.twin;

import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Metric;
import io.github.siamese4j.internal.graph.EncoderGraph;
import io.github.siamese4j.internal.graph.ImageSignature;
import io.github.siamese4j.internal.graph.ScorerGraph;
import io.github.siamese4j.internal.graph.TwinGraph;
import io.github.siamese4j.internal.runtime.GraphProbe;
import io.github.siamese4j.internal.runtime.GraphProbe.Bytes;
import io.github.siamese4j.internal.runtime.GraphProbe.Floats;
import io.github.siamese4j.training.internal.export.ParityImages;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The scores of a twin and of its two parts, for all pairs of some images. Close it once. */
final class SplitCheck implements AutoCloseable {

    private static final int CHANNELS = 3;

    private final ImageSignature input;
    private final GraphProbe encoder;
    private final GraphProbe scorer;
    private final float[][] whole;
    private final float[][] split;
    private final float[][] embeddings;

    private SplitCheck(
            ImageSignature input, GraphProbe twin, GraphProbe encoder, GraphProbe scorer, List<byte[]> images) {
        this.input = input;
        this.encoder = encoder;
        this.scorer = scorer;
        int count = images.size();
        float[][] pixels = images.stream().map(SplitCheck::floats).toArray(float[][]::new);
        embeddings = images.stream().map(this::encode).toArray(float[][]::new);
        // A row for each image, with its scores against this image and the ones after it.
        whole = new float[count][count];
        split = new float[count][];
        for (int i = 0; i < count; i++) {
            // One pair at a time: the whole twin can need much memory.
            for (int j = i; j < count; j++) {
                whole[i][j] = score(twin, new float[][] {pixels[i]}, new float[][] {pixels[j]})[0];
            }
            split[i] = score(scorer, new float[][] {embeddings[i]}, embeddings);
        }
    }

    /** Runs the twin and both parts. */
    static SplitCheck open(
            ImageSignature input, TwinGraph twin, EncoderGraph encoder, ScorerGraph scorer, byte[]... images) {
        List<byte[]> all = new ArrayList<>(Arrays.asList(new ParityImages(input.height(), input.width()).all()));
        all.addAll(Arrays.asList(images));
        GraphProbe first = GraphProbe.open(encoder.bytes(), "the encoder");
        try {
            GraphProbe second = GraphProbe.open(scorer.model().encode(), "the scorer");
            try (GraphProbe whole = GraphProbe.open(twin.scorer().model().encode(), "the twin")) {
                return new SplitCheck(input, whole, first, second, all);
            } catch (RuntimeException e) {
                second.close();
                throw e;
            }
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
    }

    /** Returns the number of pairs. */
    int pairs() {
        return whole.length * (whole.length + 1) / 2;
    }

    /** Returns the largest difference of a score; NaN if one is NaN. */
    double difference() {
        double largest = 0;
        for (int i = 0; i < whole.length; i++) {
            for (int j = i; j < whole.length; j++) {
                largest = Math.max(largest, Math.abs((double) whole[i][j] - split[i][j]));
            }
        }
        return largest;
    }

    /** Returns the metric that gives the scores of the scorer for all pairs, within a tolerance. */
    Optional<Metric> metric(double tolerance) {
        int dimension = embeddings[0].length;
        Embeddings.Builder builder = Embeddings.builder(dimension, embeddings.length);
        for (float[] embedding : embeddings) {
            builder.addAll(FloatBuffer.wrap(embedding));
        }
        Embeddings rows = builder.build();
        for (Metric metric : Metric.values()) {
            double largest = 0;
            for (int i = 0; i < split.length; i++) {
                double[] scores = metric.scores(rows.get(i), rows);
                for (int j = 0; j < scores.length; j++) {
                    largest = Math.max(largest, Math.abs(scores[j] - split[i][j]));
                }
            }
            if (largest <= tolerance) {
                return Optional.of(metric);
            }
        }
        return Optional.empty();
    }

    private float[] encode(byte[] image) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(image.length).put(image).flip();
        long[] shape = {1, input.height(), input.width(), CHANNELS};
        return run(encoder, Map.of("image", new Bytes(pixels, shape)));
    }

    private static float[] score(GraphProbe scorer, float[][] left, float[][] right) {
        return run(scorer, Map.of("left", tensor(left), "right", tensor(right)));
    }

    private static float[] run(GraphProbe probe, Map<String, ? extends GraphProbe.Input> inputs) {
        return probe.run(inputs).values().iterator().next().values();
    }

    private static Floats tensor(float[][] rows) {
        FloatBuffer values = ByteBuffer.allocateDirect(rows.length * rows[0].length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (float[] row : rows) {
            values.put(row);
        }
        return new Floats(values.flip(), new long[] {rows.length, rows[0].length});
    }

    private static float[] floats(byte[] image) {
        float[] values = new float[image.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Byte.toUnsignedInt(image[i]);
        }
        return values;
    }

    @Override
    public void close() {
        try (GraphProbe closedLast = encoder) {
            scorer.close();
        }
    }
}
