package io.github.siamese4j;

import org.jspecify.annotations.Nullable;

/**
 * A gallery's file cannot be used or written, or embeddings do not belong to the gallery's model. Nothing is changed
 * then.
 */
public final class GalleryException extends SiameseException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param code one of the {@code GALLERY_} codes
     * @param message what was found, where, and what to do
     */
    public GalleryException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * Reports a failure that another one caused.
     *
     * @param code one of the {@code GALLERY_} codes
     * @param message what was found, where, and what to do
     * @param cause the failure underneath, or null
     */
    public GalleryException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }
}
