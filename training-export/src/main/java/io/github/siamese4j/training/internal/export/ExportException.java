package io.github.siamese4j.training.internal.export;

import org.jspecify.annotations.Nullable;

/** A network could not be exported. Unchecked; nothing has been written or replaced when it is thrown. */
public final class ExportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why; the names do not change between releases, new ones may be added. */
    private final Code code;

    /**
     * Reports a failure.
     *
     * @param code the kind of failure
     * @param message what was found, where, and what to do
     */
    public ExportException(Code code, String message) {
        this(code, message, null);
    }

    /**
     * Reports a failure that another one caused.
     *
     * @param code the kind of failure
     * @param message what was found, where, and what to do
     * @param cause the failure underneath, or null
     */
    public ExportException(Code code, String message, @Nullable Throwable cause) {
        super(code + ": " + message, cause);
        this.code = code;
    }

    /**
     * The kind of failure.
     *
     * @return the code, also the first word of the message
     */
    public Code code() {
        return code;
    }

    /** The kinds of failure. Names are stable; new ones may be added. */
    public enum Code {
        /** A weight or bias is NaN or infinite. */
        WEIGHTS_NOT_FINITE,
        /** A weight does not fit the number format that was chosen to store it. */
        WEIGHTS_OUT_OF_RANGE,
        /** The exported graph does not compute what the network that was trained computes. */
        PARITY_FAILED,
        /** ONNX Runtime could not load or run the exported graph. */
        RUNTIME_FAILED,
        /** The directory to write to holds something that is not a model, or is no directory. */
        TARGET_OCCUPIED,
        /** A model whose calibration is asked for has none. */
        NOT_CALIBRATED,
        /** The files could not be written. */
        WRITE_FAILED
    }
}
