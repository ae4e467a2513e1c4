package io.github.siamese4j.training.internal.train;

/** A source of step inputs, in the order of the steps. Used by one thread; close it after use. */
interface StepSource extends AutoCloseable {
    /** Returns the input of the next step. */
    StepInput take();

    @Override
    default void close() {}
}
