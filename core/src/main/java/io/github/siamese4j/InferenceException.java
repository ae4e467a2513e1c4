package io.github.siamese4j;

import org.jspecify.annotations.Nullable;

/** A call was refused or did not finish. Unless the code is {@code CLOSED} the next call works. */
public final class InferenceException extends SiameseException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param code {@code CLOSED}, {@code TIMEOUT}, {@code INTERRUPTED} or {@code INFERENCE_FAILED}
     * @param message what was found, where, and what to do
     */
    public InferenceException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * Reports a failure that another one caused.
     *
     * @param code {@code CLOSED}, {@code TIMEOUT}, {@code INTERRUPTED} or {@code INFERENCE_FAILED}
     * @param message what was found, where, and what to do
     * @param cause the failure underneath, or null
     */
    public InferenceException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }
}
