package io.github.siamese4j;

/** The kinds of failure a {@link SiameseException} reports. Names are stable; new ones may be added. */
public enum ErrorCode {
    /** The file cannot be opened: missing, a directory, a pipe, or no permission. */
    IMAGE_UNREADABLE,
    /** The bytes end before the picture does. */
    IMAGE_TRUNCATED,
    /** The picture exceeds a limit of {@link ImageLimits}. */
    IMAGE_TOO_LARGE,
    /** The bytes are no picture, or one of a format or variant that is not decoded. */
    IMAGE_UNSUPPORTED,
    /** The picture is of a known format and broken. */
    IMAGE_INVALID,

    /** A feature vector is of the wrong length, or holds a value that cannot be used. */
    FEATURES_INVALID,

    /** A model file is missing, damaged, or not what this library can run. */
    MODEL_INVALID,
    /** The model was written for another version of the format, or for a newer operator set. */
    MODEL_VERSION,
    /** Parts of a model, or a model and its use, do not belong together. */
    MODEL_MISMATCH,

    /** A gallery file is cut off, damaged, or no gallery. */
    GALLERY_CORRUPT,
    /** The gallery file was written for another version of the format. */
    GALLERY_VERSION,
    /** The gallery holds embeddings of another model. */
    GALLERY_MODEL_MISMATCH,
    /** The gallery file is missing, or cannot be read or written. */
    GALLERY_IO,
    /** The approximate index needs a library that is not there. */
    GALLERY_INDEX_UNAVAILABLE,

    /** The device that was asked for cannot be used here. */
    DEVICE_UNAVAILABLE,
    /** The device ran out of memory. */
    DEVICE_OUT_OF_MEMORY,
    /** Native libraries could not be unpacked or loaded. */
    NATIVE_LIBRARY,

    /** Scores to be evaluated cannot be: NaN, infinite, or of pairs of one kind only. */
    SCORES_INVALID,
    /** There are too few pictures, classes or pairs to support the figure that was asked for. */
    DATA_TOO_SMALL,
    /** No threshold reaches the target that was asked for. */
    TARGET_UNREACHABLE,

    /** The object was closed before the call. */
    CLOSED,
    /** The call took longer than the deadline of {@link RuntimeOptions}. */
    TIMEOUT,
    /** The calling thread was interrupted; its interrupt status is kept. */
    INTERRUPTED,
    /** The runtime failed while it ran the model. */
    INFERENCE_FAILED
}
