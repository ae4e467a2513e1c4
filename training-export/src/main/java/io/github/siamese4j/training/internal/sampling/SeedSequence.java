package io.github.siamese4j.training.internal.sampling;

import java.util.SplittableRandom;

/**
 * Derives independent seeds. The seed of a step depends only on the seed of the run and the step, so a resumed run
 * needs no generator state, and threads may work ahead in any order.
 */
public final class SeedSequence {
    /** The increment of the generator's state. */
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private SeedSequence() {}

    /** Returns output {@code number} of the SplitMix64 generator of a seed (Steele, Lea, Flood 2014). */
    public static long derive(long seed, long number) {
        return new SplittableRandom(seed + GAMMA * number).nextLong();
    }
}
