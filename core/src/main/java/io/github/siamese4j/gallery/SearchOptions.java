package io.github.siamese4j.gallery;

import java.util.OptionalInt;

/**
 * What a search in a {@link Gallery} looks for. Immutable.
 *
 * @param k how many entries, at least 1
 * @param shortlist for a learned scorer: how many entries nearest by a metric it scores, at least 1 (taken as {@code k}
 *     if less); empty: all, which is exact and slow. A metric is always searched exactly, whatever stands here
 */
public record SearchOptions(int k, OptionalInt shortlist) {

    private static final int SMALLEST_SHORTLIST = 200;
    private static final int SHORTLIST_PER_RESULT = 20;

    /** Checks the ranges. */
    public SearchOptions {
        requireAtLeastOne("k", k);
        shortlist.ifPresent(value -> requireAtLeastOne("shortlist", value));
    }

    /**
     * The best entries; a learned scorer sees the 20 · k nearest, at least 200.
     *
     * @param k how many, at least 1
     * @return the options
     */
    public static SearchOptions best(int k) {
        requireAtLeastOne("k", k);
        long shortlist = Math.max(SMALLEST_SHORTLIST, (long) SHORTLIST_PER_RESULT * k);
        return new SearchOptions(k, OptionalInt.of((int) Math.min(Integer.MAX_VALUE, shortlist)));
    }

    /**
     * The same with another shortlist.
     *
     * @param other how many entries a learned scorer sees, at least 1
     * @return a copy
     */
    public SearchOptions withShortlist(int other) {
        return new SearchOptions(k, OptionalInt.of(other));
    }

    /**
     * The same without a shortlist: a learned scorer sees all entries.
     *
     * @return a copy
     */
    public SearchOptions withFullScan() {
        return new SearchOptions(k, OptionalInt.empty());
    }

    private static void requireAtLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
    }
}
