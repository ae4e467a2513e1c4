package io.github.siamese4j.gallery;

/**
 * An entry that was found.
 *
 * @param entry the entry
 * @param score in [0, 1]; higher = more similar
 */
public record Match(Entry entry, double score) {}
