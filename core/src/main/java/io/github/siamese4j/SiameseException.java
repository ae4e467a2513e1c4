package io.github.siamese4j;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything this library throws about its inputs, models and devices. Unchecked.
 *
 * <p>Every instance carries a stable {@link #code()} for machines and a message for people: what was found, where, and
 * what to do about it. Programming errors (a size of zero, a null) are {@link IllegalArgumentException} and
 * {@link NullPointerException} as everywhere in Java.
 */
public abstract sealed class SiameseException extends RuntimeException
        permits ImageException,
                FeatureException,
                ModelException,
                DeviceException,
                InferenceException,
                EvaluationException,
                GalleryException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    SiameseException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code + ": " + message, cause);
        this.code = code;
    }

    /**
     * The kind of failure; its name does not change between releases.
     *
     * @return the code, also the first word of the message
     */
    public final ErrorCode code() {
        return code;
    }
}
