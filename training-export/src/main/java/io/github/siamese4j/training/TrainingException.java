package io.github.siamese4j.training;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a network cannot be trained, imported or exported. The message says what is wrong and what to do about
 * it. The {@linkplain #code() code} identifies the kind of failure for programs.
 */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The kinds of failure. Names are stable across releases; new ones may be added. */
    public enum Code {
        /** A setting is out of its range, or settings contradict each other. */
        CONFIG_INVALID,
        /** There are no images or feature vectors to train on. */
        DATA_EMPTY,
        /** The folders do not have the expected depth. */
        DATA_LAYOUT,
        /** Too few classes or samples for one batch. */
        DATA_TOO_SMALL,
        /** More images than allowed cannot be decoded. */
        DATA_CORRUPT,
        /** The loss or its gradient became NaN or infinite, or a validation score became NaN. */
        LOSS_NAN,
        /** All pairs have the same score. */
        LOSS_COLLAPSED,
        /** A checkpoint is missing, incomplete or damaged, or belongs to another network. */
        CHECKPOINT_INVALID,
        /** The frozen encoder of a run is missing, is another one than at the beginning, or cannot be used. */
        ENCODER_UNUSABLE,
        /** A weight or bias to export is NaN or infinite. */
        WEIGHTS_NOT_FINITE,
        /** A weight does not fit the number format chosen to store it. */
        WEIGHTS_OUT_OF_RANGE,
        /** A twin cannot be split into an encoder and a scorer. */
        NOT_SPLITTABLE,
        /** The exported graph does not compute what the trained network computes. */
        PARITY_FAILED,
        /** ONNX Runtime could not load or run the exported graph. */
        RUNTIME_FAILED,
        /** The target directory contains something other than a model, or is not a directory. */
        TARGET_OCCUPIED,
        /** The model has no calibration to copy. */
        NOT_CALIBRATED,
        /** A file could not be read or written. */
        IO_FAILED
    }

    /** The kind of failure. */
    private final Code code;

    /**
     * Creates an exception without a cause.
     *
     * @param code the kind of failure
     * @param message the problem, the value and the remedy
     */
    public TrainingException(Code code, String message) {
        this(code, message, null);
    }

    /**
     * Creates an exception.
     *
     * @param code the kind of failure
     * @param message the problem, the value and the remedy
     * @param cause the cause, or null
     */
    public TrainingException(Code code, String message, @Nullable Throwable cause) {
        super(code + ": " + message, cause);
        this.code = code;
    }

    /** {@return the kind of failure, which is also the first word of the message} */
    public Code code() {
        return code;
    }
}
