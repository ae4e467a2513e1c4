package io.github.siamese4j.training.internal.sampling;

/**
 * Two samples of a batch that are compared.
 *
 * @param left the index of one sample in the batch
 * @param right the index of the other sample
 * @param same true if both are of the same class
 */
public record Pair(int left, int right, boolean same) {}
