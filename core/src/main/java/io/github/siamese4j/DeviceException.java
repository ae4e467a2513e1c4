package io.github.siamese4j;

import org.jspecify.annotations.Nullable;

/** Thrown if a device or a native library cannot be used. */
public final class DeviceException extends SiameseException {

    private static final long serialVersionUID = 1L;

    /** Equivalent to {@code DeviceException(code, message, null)}. */
    public DeviceException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * Creates an exception.
     *
     * @param code a {@code DEVICE_} code or {@code NATIVE_LIBRARY}
     * @param message the problem, the value, and the remedy
     * @param cause the cause, or null
     */
    public DeviceException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }
}
