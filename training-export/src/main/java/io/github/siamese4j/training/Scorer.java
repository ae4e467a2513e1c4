package io.github.siamese4j.training;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Metric;
import java.util.Optional;

/** What turns two embeddings into a score in [0, 1]. The maps are those of {@link Metric}. */
public enum Scorer {
    /** Cosine, {@code (1 + cos) / 2}. */
    COSINE,
    /** Euclidean distance, {@code 1 / (1 + d)}. */
    EUCLIDEAN,
    /** Sum of absolute differences, {@code 1 / (1 + d)}. */
    MANHATTAN,
    /** Learned: the absolute difference through two dense layers and the logistic function. */
    HEAD;

    /**
     * The metric of the core library.
     *
     * @return empty for the head
     */
    public Optional<Metric> metric() {
        return switch (this) {
            case COSINE -> Optional.of(Metric.COSINE);
            case EUCLIDEAN -> Optional.of(Metric.EUCLIDEAN);
            case MANHATTAN -> Optional.of(Metric.MANHATTAN);
            case HEAD -> Optional.empty();
        };
    }

    /**
     * Scores by the metric of the core library.
     *
     * @param left rows of D values
     * @param right as many rows of D values
     * @return one score per pair in [0, 1], higher = more similar
     * @throws IllegalStateException for the head, which needs weights
     */
    public float[] scores(float[][] left, float[][] right) {
        Metric metric = metric().orElseThrow(() -> new IllegalStateException("a head needs weights"));
        float[] scores = new float[left.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) metric.score(Embedding.of(left[i]), Embedding.of(right[i]));
        }
        return scores;
    }
}
