package io.github.siamese4j.training.internal.sampling;

import java.util.List;
import java.util.Objects;

/**
 * What is rendered and compared in a step.
 *
 * @param samples the pictures
 * @param pairs the pairs that count; empty stands for all pairs of the samples, labelled by {@link Sample#label()}
 */
public record SampledBatch(List<Sample> samples, List<Pair> pairs) {
    /**
     * Copies the lists.
     *
     * @param samples the pictures
     * @param pairs the pairs that count, or none for all
     * @throws IndexOutOfBoundsException when a pair points outside of the samples
     */
    public SampledBatch {
        samples = List.copyOf(samples);
        pairs = List.copyOf(pairs);
        for (Pair pair : pairs) {
            Objects.checkIndex(pair.left(), samples.size());
            Objects.checkIndex(pair.right(), samples.size());
        }
    }

    /**
     * A batch all of whose pairs count.
     *
     * @param samples the pictures
     * @return the batch
     */
    public static SampledBatch allPairs(List<Sample> samples) {
        return new SampledBatch(samples, List.of());
    }
}
