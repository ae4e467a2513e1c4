package io.github.siamese4j.gallery;

import java.util.OptionalInt;

/**
 * The options of a search in a {@link Gallery}. Immutable.
 *
 * @param k the number of entries to return, at least 1
 * @param shortlist the number of entries that a learned scorer ranks, at least 1, chosen by Euclidean distance; taken
 *     as {@code k} if it is less. Empty: all entries, which takes longer. Metrics ignore it, as they compare all
 *     entries
 */
public record SearchOptions(int k, OptionalInt shortlist) {

    private static final int SMALLEST_SHORTLIST = 200;
    private static final int SHORTLIST_PER_RESULT = 20;

    /**
     * Creates options.
     *
     * @throws IllegalArgumentException if a value is less than 1
     */
    public SearchOptions {
        requireAtLeastOne("k", k);
        shortlist.ifPresent(value -> requireAtLeastOne("shortlist", value));
    }

    /**
     * {@return the default options: a learned scorer ranks a shortlist of 20 · k entries, at least 200}
     *
     * @param k the number of entries to return, at least 1
     */
    public static SearchOptions best(int k) {
        requireAtLeastOne("k", k);
        long shortlist = Math.max(SMALLEST_SHORTLIST, (long) SHORTLIST_PER_RESULT * k);
        return new SearchOptions(k, OptionalInt.of((int) Math.min(Integer.MAX_VALUE, shortlist)));
    }

    /**
     * {@return a copy with another shortlist}
     *
     * @param entries the number of entries that a learned scorer ranks, at least 1
     */
    public SearchOptions withShortlist(int entries) {
        return new SearchOptions(k, OptionalInt.of(entries));
    }

    /** {@return a copy without a shortlist: a learned scorer ranks all entries} */
    public SearchOptions withFullScan() {
        return new SearchOptions(k, OptionalInt.empty());
    }

    private static void requireAtLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
    }
}
