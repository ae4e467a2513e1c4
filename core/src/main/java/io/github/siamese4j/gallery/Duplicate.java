package io.github.siamese4j.gallery;

/**
 * Two entries that are called the same.
 *
 * @param left the one added first
 * @param right the other
 * @param score at least the threshold asked for
 */
public record Duplicate(Entry left, Entry right, double score) {}
