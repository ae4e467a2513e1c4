package io.github.siamese4j;

import org.jspecify.annotations.Nullable;

/**
 * The superclass of all exceptions this library throws about its inputs, models and devices.
 *
 * <p>Every instance has a stable {@link #code()}, and a message with the problem, the value and the remedy. Programming
 * errors are {@link IllegalArgumentException}, {@link IllegalStateException} and {@link NullPointerException}, as usual
 * in Java.
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
     * {@return the kind of failure, which is also the first word of the message} Its name does not change between
     * releases.
     */
    public final ErrorCode code() {
        return code;
    }
}
