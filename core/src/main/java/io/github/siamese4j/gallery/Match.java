package io.github.siamese4j.gallery;

/**
 * An entry found by a search.
 *
 * @param entry the entry
 * @param score in [0, 1]; higher = more similar
 */
public record Match(Entry entry, double score) {}
