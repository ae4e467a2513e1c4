package io.github.siamese4j;

import org.jspecify.annotations.Nullable;

/** Thrown if a model cannot be used, usually when it is loaded. */
public final class ModelException extends SiameseException {

    private static final long serialVersionUID = 1L;

    /** Equivalent to {@code ModelException(code, message, null)}. */
    public ModelException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * Creates an exception.
     *
     * @param code one of the {@code MODEL_} codes
     * @param message the problem, the value, and the remedy
     * @param cause the cause, or null
     */
    public ModelException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }
}
