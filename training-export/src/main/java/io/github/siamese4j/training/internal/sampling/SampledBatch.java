package io.github.siamese4j.training.internal.sampling;

import java.util.List;
import java.util.Objects;

/**
 * The samples of a step, and the pairs that are compared; no pairs means all pairs, labelled by {@link Sample#label()}.
 */
public record SampledBatch(List<Sample> samples, List<Pair> pairs) {
    /** Copies the lists; each pair must refer to samples. */
    public SampledBatch {
        samples = List.copyOf(samples);
        pairs = List.copyOf(pairs);
        for (Pair pair : pairs) {
            Objects.checkIndex(pair.left(), samples.size());
            Objects.checkIndex(pair.right(), samples.size());
        }
    }

    /** Returns a batch all of whose pairs count. */
    public static SampledBatch allPairs(List<Sample> samples) {
        return new SampledBatch(samples, List.of());
    }
}
