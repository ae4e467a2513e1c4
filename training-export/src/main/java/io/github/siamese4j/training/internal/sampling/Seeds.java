package io.github.siamese4j.training.internal.sampling;

/**
 * Derives independent seeds from a seed and a number. What is drawn for a step then depends on nothing but the run's
 * seed and the step, so a resumed run needs no generator state and threads may work ahead in any order.
 */
public final class Seeds {
    private Seeds() {}

    /**
     * Mixes a seed and a number with the finalizer of SplitMix64 (Steele, Lea, Flood 2014).
     *
     * @param seed the seed
     * @param number which of the derived seeds
     * @return a derived seed
     */
    public static long derive(long seed, long number) {
        long z = seed + 0x9E3779B97F4A7C15L * (number + 1);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
