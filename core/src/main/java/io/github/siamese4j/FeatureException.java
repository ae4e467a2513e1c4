package io.github.siamese4j;

/** A feature vector cannot be used. The comparator is unharmed; the next call works. */
public final class FeatureException extends SiameseException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param code {@code FEATURES_INVALID}
     * @param message which vector, at which index what was found, and what to do
     */
    public FeatureException(ErrorCode code, String message) {
        super(code, message, null);
    }
}
