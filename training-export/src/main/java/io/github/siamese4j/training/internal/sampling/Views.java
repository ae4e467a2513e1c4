package io.github.siamese4j.training.internal.sampling;

import java.util.SplittableRandom;

/** Draws the seeds of distortions: fresh ones, or one of a fixed number per picture. */
final class Views {
    /** Keeps these seeds apart from those of the steps, which are small numbers. */
    private static final long SALT = 0x5669657773L;

    private final int count;
    private final long seed;

    /** With a count of 0, every distortion is a fresh one. */
    Views(int count, long seed) {
        this.count = count;
        this.seed = Seeds.derive(seed, SALT);
    }

    long draw(int picture, SplittableRandom random) {
        return count == 0 ? random.nextLong() : Seeds.derive(Seeds.derive(seed, picture), random.nextInt(count));
    }
}
