package io.github.siamese4j.training.internal.network;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Metric;

/** Scores of many pairs of embeddings by a metric of the core library. */
public final class MetricScores {
    private MetricScores() {}

    /**
     * Returns one score in [0, 1] per pair, higher = more similar.
     *
     * @param left rows of D values
     * @param right as many rows of D values
     */
    public static float[] of(Metric metric, float[][] left, float[][] right) {
        float[] scores = new float[left.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) metric.score(Embedding.of(left[i]), Embedding.of(right[i]));
        }
        return scores;
    }
}
