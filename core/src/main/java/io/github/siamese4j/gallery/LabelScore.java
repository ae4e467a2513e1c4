package io.github.siamese4j.gallery;

/**
 * The score of a label in a classification.
 *
 * @param label the label
 * @param score in [0, 1]; higher = more similar
 */
public record LabelScore(String label, double score) {}
