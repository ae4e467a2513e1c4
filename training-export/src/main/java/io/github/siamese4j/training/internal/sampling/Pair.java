package io.github.siamese4j.training.internal.sampling;

/** Two samples of a batch that are compared, by their indices; the same if of one class. */
public record Pair(int left, int right, boolean same) {}
