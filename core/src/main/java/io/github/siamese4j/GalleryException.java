package io.github.siamese4j;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if a gallery file cannot be read or written, or if embeddings do not belong to the gallery's model. Nothing is
 * changed then.
 */
public final class GalleryException extends SiameseException {

    private static final long serialVersionUID = 1L;

    /** Equivalent to {@code GalleryException(code, message, null)}. */
    public GalleryException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * Creates an exception.
     *
     * @param code one of the {@code GALLERY_} codes
     * @param message the problem, the value, and the remedy
     * @param cause the cause, or null
     */
    public GalleryException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }
}
