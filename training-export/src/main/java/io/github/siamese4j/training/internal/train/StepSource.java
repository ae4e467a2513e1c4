package io.github.siamese4j.training.internal.train;

/** Gives the inputs of one step after the other. Used by one thread; close it after use. */
public interface StepSource extends AutoCloseable {
    /** The input of the next step. */
    StepInput take();

    @Override
    void close();
}
