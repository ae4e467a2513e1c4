package io.github.siamese4j.training.sampling;

/**
 * One picture of a batch.
 *
 * @param picture its number in the picture store
 * @param label its class within the batch, from 0
 * @param quarterTurns by how many quarter turns, 0..3, it is turned counter-clockwise
 * @param seed what its random distortion is drawn from
 */
public record Sample(int picture, int label, int quarterTurns, long seed) {}
