package io.github.siamese4j.training.internal.sampling;

import io.github.siamese4j.training.SamplingPolicy;
import java.util.List;
import java.util.SplittableRandom;

/** The random numbers of a sampler, drawn from its seed and the step alone. */
abstract class SeededSampler implements Sampler {
    /** Keeps the seeds of distortions apart from those of the steps, which are derived with small numbers. */
    private static final long SALT = 0x5669657773L;

    final SamplingPolicy policy;
    private final long seed;
    private final List<String> problems;

    SeededSampler(SamplingPolicy policy, long seed, List<String> problems) {
        this.policy = policy;
        this.seed = seed;
        this.problems = problems;
    }

    @Override
    public List<String> problems() {
        return problems;
    }

    SplittableRandom random(long step) {
        return new SplittableRandom(SeedSequence.derive(seed, step));
    }

    /** Returns whether the batch of a step has quarter turns. */
    boolean hasTurns(long step) {
        return policy.quarterTurns() && !isEvery(policy.uprightEvery(), step);
    }

    /** Returns whether the batch of a step has similar negatives. */
    boolean isHard(long step) {
        return isEvery(policy.hardEvery(), step);
    }

    private static boolean isEvery(int every, long step) {
        return every > 0 && step % every == every - 1;
    }

    /** Draws the seed of a distortion: a new one every time, or one of a fixed number of views of the item. */
    long distortion(int item, SplittableRandom random) {
        if (policy.views() == 0) {
            return random.nextLong();
        }
        long ofItem = SeedSequence.derive(SeedSequence.derive(seed, SALT), item);
        return SeedSequence.derive(ofItem, random.nextInt(policy.views()));
    }
}
