package io.github.siamese4j.training.internal.sampling;

/**
 * Two pictures of a batch that are compared.
 *
 * @param left place of one picture in the batch
 * @param right place of the other
 * @param same whether they are of the same class
 */
public record Pair(int left, int right, boolean same) {}
