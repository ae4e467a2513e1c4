package io.github.siamese4j;

import org.jspecify.annotations.Nullable;

/** A model cannot be used. Thrown while loading, before anything is compared. */
public final class ModelException extends SiameseException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param code one of the {@code MODEL_} codes
     * @param message what was found, where, and what to do
     */
    public ModelException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * Reports a failure that another one caused.
     *
     * @param code one of the {@code MODEL_} codes
     * @param message what was found, where, and what to do
     * @param cause the failure underneath, or null
     */
    public ModelException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }
}
