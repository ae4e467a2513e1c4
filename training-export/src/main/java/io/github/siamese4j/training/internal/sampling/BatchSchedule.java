package io.github.siamese4j.training.internal.sampling;

import io.github.siamese4j.training.SamplingPolicy;

/** The steps whose batches a {@link SamplingPolicy} draws with quarter turns or with similar negatives. */
final class BatchSchedule {
    private BatchSchedule() {}

    /** Returns whether the batch of a step has quarter turns. */
    static boolean hasTurns(SamplingPolicy policy, long step) {
        return policy.quarterTurns() && !isEvery(policy.uprightEvery(), step);
    }

    /** Returns whether the batch of a step has similar negatives. */
    static boolean isHard(SamplingPolicy policy, long step) {
        return isEvery(policy.hardEvery(), step);
    }

    private static boolean isEvery(int every, long step) {
        return every > 0 && step % every == every - 1;
    }
}
