package io.github.siamese4j.training.internal.sampling;

import java.util.SplittableRandom;

/** Draws seeds of distortions: a new seed every time, or one of a fixed number of seeds per item. */
final class DistortionSeeds {
    /** Keeps these seeds apart from those of the steps, which are derived with small numbers. */
    private static final long SALT = 0x5669657773L;

    private final int perItem;
    private final long seed;

    /** Creates a source of seeds; {@code perItem} of 0 gives a new seed every time. */
    DistortionSeeds(int perItem, long seed) {
        this.perItem = perItem;
        this.seed = SeedSequence.derive(seed, SALT);
    }

    long draw(int item, SplittableRandom random) {
        return perItem == 0
                ? random.nextLong()
                : SeedSequence.derive(SeedSequence.derive(seed, item), random.nextInt(perItem));
    }
}
