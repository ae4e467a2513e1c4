package io.github.siamese4j.training;

import org.jspecify.annotations.Nullable;

/**
 * Training, or reading what a training needs, cannot go on. The message says what is wrong and what to do about it; the
 * {@linkplain #code() code} is stable and meant for programs.
 */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is. Names are stable across versions. */
    public enum Code {
        /** A setting is out of its range, or settings contradict each other. */
        CONFIG_INVALID,
        /** There is no picture to train on. */
        DATA_EMPTY,
        /** The folders do not have the expected depth. */
        DATA_LAYOUT,
        /** Too few classes or pictures for one batch. */
        DATA_TOO_SMALL,
        /** More pictures than allowed cannot be decoded. */
        DATA_CORRUPT,
        /** The loss or its gradient became NaN or infinite. */
        LOSS_NAN,
        /** All pairs get the same score. */
        LOSS_COLLAPSED,
        /** A checkpoint is missing, incomplete, damaged, or belongs to another network. */
        CHECKPOINT_INVALID,
        /** A file could not be read or written. */
        IO_FAILED
    }

    /** The kind of failure. */
    private final Code code;

    /**
     * Creates a failure without cause.
     *
     * @param code the kind of failure
     * @param message what is wrong and what to do
     */
    public TrainingException(Code code, String message) {
        this(code, message, null);
    }

    /**
     * Creates a failure.
     *
     * @param code the kind of failure
     * @param message what is wrong and what to do
     * @param cause what led to it, or null
     */
    public TrainingException(Code code, String message, @Nullable Throwable cause) {
        super(code + ": " + message, cause);
        this.code = code;
    }

    /**
     * The kind of failure.
     *
     * @return a stable code
     */
    public Code code() {
        return code;
    }
}
