package io.github.siamese4j.gallery;

/**
 * How well a label fits.
 *
 * @param label the label
 * @param score in [0, 1]; higher = more similar
 */
public record LabelScore(String label, double score) {}
