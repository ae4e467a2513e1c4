package io.github.siamese4j.training.internal.twin;

import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Metric;
import io.github.siamese4j.internal.graph.EncoderGraph;
import io.github.siamese4j.internal.graph.ScorerGraph;
import io.github.siamese4j.internal.graph.TwinGraph;
import io.github.siamese4j.training.internal.export.ParityImages;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The scores of a twin and of its two parts, for all pairs of some images. */
final class SplitCheck {

    /** A row for each image, with its scores against this image and the ones after it. */
    private final float[][] whole;

    private final float[][] split;
    private final float[][] embeddings;

    private SplitCheck(ModelRun twin, ModelRun parts, List<byte[]> images) {
        int count = images.size();
        float[][] pixels = images.stream().map(twin::embed).toArray(float[][]::new);
        embeddings = images.stream().map(parts::embed).toArray(float[][]::new);
        whole = new float[count][count];
        split = new float[count][];
        for (int i = 0; i < count; i++) {
            // One pair at a time: the whole twin can need much memory.
            for (int j = i; j < count; j++) {
                whole[i][j] = twin.score(pixels[i], pixels[j])[0];
            }
            split[i] = parts.score(embeddings[i], embeddings);
        }
    }

    /** Runs the twin and both parts, on random images, others that are generated, and the given ones. */
    static SplitCheck run(TwinGraph twin, EncoderGraph encoder, ScorerGraph scorer, byte[]... images) {
        List<byte[]> all = new ArrayList<>(Arrays.asList(
                new ParityImages(twin.input().height(), twin.input().width()).all()));
        all.addAll(Arrays.asList(images));
        try (ModelRun whole = ModelRun.open(twin.encoder(), twin.scorer().model(), twin.input());
                ModelRun parts = ModelRun.open(encoder.model(), scorer.model(), twin.input())) {
            return new SplitCheck(whole, parts, all);
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
        Embeddings.Builder builder = Embeddings.builder(embeddings[0].length, embeddings.length);
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
}
