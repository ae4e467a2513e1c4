package io.github.siamese4j;

/** Thrown if a feature vector cannot be used. The next call works. */
public final class FeatureException extends SiameseException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param code {@code FEATURES_INVALID}
     * @param message the vector, the index, the value, and the remedy
     */
    public FeatureException(ErrorCode code, String message) {
        super(code, message, null);
    }
}
