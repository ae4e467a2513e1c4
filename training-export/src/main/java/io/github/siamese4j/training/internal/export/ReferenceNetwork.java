package io.github.siamese4j.training.internal.export;

/** A trained network over pictures. */
public interface ReferenceNetwork extends TrainedNetwork<byte[]> {}
