package io.github.siamese4j;

import org.jspecify.annotations.Nullable;

/** A picture cannot be used. The comparator is unharmed; the next call works. */
public final class ImageException extends SiameseException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param code one of the {@code IMAGE_} codes
     * @param message what was found, where, and what to do
     */
    public ImageException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * Reports a failure that another one caused.
     *
     * @param code one of the {@code IMAGE_} codes
     * @param message what was found, where, and what to do
     * @param cause the failure underneath, or null
     */
    public ImageException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }
}
