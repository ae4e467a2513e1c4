package io.github.siamese4j.training.internal.sampling;

import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.SamplingPolicy;
import java.util.List;

/**
 * Draws training batches. A batch depends only on the seed and the step. There is no state to save, and threads may
 * work ahead in any order. Thread-safe.
 */
public interface Sampler {
    /** Returns the batch of a step, counted from 0. */
    SampledBatch batch(long step);

    /**
     * Returns one sentence for each deviation from the policy, such as classes that are not drawn or smaller batches.
     */
    List<String> problems();

    /**
     * Returns a {@link PairSampler} if the policy asks for pairs, else a {@link BatchSampler}. Classes have at least
     * two items each; the sampler fails if it can draw from fewer than two.
     */
    static Sampler of(List<LabelledClass> classes, SamplingPolicy policy, long seed) {
        return policy.pairsPerBatch() > 0
                ? new PairSampler(classes, policy, seed)
                : new BatchSampler(classes, policy, seed);
    }
}
