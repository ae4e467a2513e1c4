package io.github.siamese4j;

import org.jspecify.annotations.Nullable;

/** Thrown if a call is refused or does not finish. The next call works, unless the code is {@code CLOSED}. */
public final class InferenceException extends SiameseException {

    private static final long serialVersionUID = 1L;

    /** Equivalent to {@code InferenceException(code, message, null)}. */
    public InferenceException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * Creates an exception.
     *
     * @param code {@code CLOSED}, {@code TIMEOUT}, {@code INTERRUPTED} or {@code INFERENCE_FAILED}
     * @param message the problem, the value, and the remedy
     * @param cause the cause, or null
     */
    public InferenceException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }
}
