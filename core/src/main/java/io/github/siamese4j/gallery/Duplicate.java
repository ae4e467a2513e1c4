package io.github.siamese4j.gallery;

/**
 * A pair of entries that score at least the threshold of a search for duplicates.
 *
 * @param left the entry added first
 * @param right the other entry
 * @param score the score of the pair
 */
public record Duplicate(Entry left, Entry right, double score) {}
