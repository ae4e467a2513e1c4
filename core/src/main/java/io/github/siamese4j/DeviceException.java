package io.github.siamese4j;

import org.jspecify.annotations.Nullable;

/** The processor, graphics card or native library that was asked for cannot be used. */
public final class DeviceException extends SiameseException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param code a {@code DEVICE_} code or {@code NATIVE_LIBRARY}
     * @param message what was found, where, and what to do
     */
    public DeviceException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * Reports a failure that another one caused.
     *
     * @param code a {@code DEVICE_} code or {@code NATIVE_LIBRARY}
     * @param message what was found, where, and what to do
     * @param cause the failure underneath, or null
     */
    public DeviceException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }
}
