package io.github.siamese4j;

import org.jspecify.annotations.Nullable;

/** Thrown if an image cannot be used. The next call works. */
public final class ImageException extends SiameseException {

    private static final long serialVersionUID = 1L;

    /** Equivalent to {@code ImageException(code, message, null)}. */
    public ImageException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * Creates an exception.
     *
     * @param code one of the {@code IMAGE_} codes, or {@code INFERENCE_FAILED} if the model returns NaN or infinite
     *     values for the image
     * @param message the problem, the value, and the remedy
     * @param cause the cause, or null
     */
    public ImageException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }
}
