package io.github.siamese4j.training.internal.sampling;

import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.internal.data.PictureClass;
import java.util.List;

/**
 * Draws training batches. A batch is a function of the seed and the step, so there is no state to save and threads may
 * work ahead in any order. Safe for use by several threads.
 */
public interface Sampler {
    /**
     * The batch of a step.
     *
     * @param step the step, from 0
     * @return its samples, and the pairs of them that count
     */
    SampledBatch batch(long step);

    /**
     * What could not be done as asked: classes that cannot be drawn from, a batch made smaller.
     *
     * @return one sentence each; empty when everything is used
     */
    List<String> problems();

    /**
     * The sampler of a policy.
     *
     * @param classes the classes to draw from, each with at least two pictures
     * @param policy how a batch is put together
     * @param seed what everything is drawn from
     * @return a {@link PairSampler} when the policy asks for pairs, else a {@link BatchSampler}
     * @throws io.github.siamese4j.training.TrainingException when fewer than two classes can be drawn from
     */
    static Sampler of(List<PictureClass> classes, SamplingPolicy policy, long seed) {
        return policy.pairsPerBatch() > 0
                ? new PairSampler(classes, policy, seed)
                : new BatchSampler(classes, policy, seed);
    }
}
