package io.github.siamese4j;

/** The kinds of failure a {@link SiameseException} reports. Names are stable; new ones may be added. */
public enum ErrorCode {
    /** The file or stream cannot be read: missing, a directory, a pipe, no permission, or a stream that was used. */
    IMAGE_UNREADABLE,
    /** The bytes end before the image does. */
    IMAGE_TRUNCATED,
    /** The image exceeds a limit of {@link ImageLimits}. */
    IMAGE_TOO_LARGE,
    /** The bytes are not an image, or an image of an unsupported format or variant. */
    IMAGE_UNSUPPORTED,
    /** The image has a supported format and is damaged. */
    IMAGE_INVALID,

    /** A feature vector has the wrong dimension, or a value that cannot be used. */
    FEATURES_INVALID,

    /** A model file is missing, damaged, or unsupported. */
    MODEL_INVALID,
    /** The model needs another version of the format, or a newer operator set. */
    MODEL_VERSION,
    /** The parts of a model, or the model and its input, do not belong together. */
    MODEL_MISMATCH,

    /** A gallery file is truncated, damaged, or not a gallery. */
    GALLERY_CORRUPT,
    /** The gallery file has another version of the format. */
    GALLERY_VERSION,
    /** The gallery contains embeddings of another model. */
    GALLERY_MODEL_MISMATCH,
    /** The gallery file is missing, or cannot be read or written. */
    GALLERY_IO,
    /** The library of the approximate index is missing. */
    GALLERY_INDEX_UNAVAILABLE,

    /** The requested device cannot be used. */
    DEVICE_UNAVAILABLE,
    /** The device ran out of memory. */
    DEVICE_OUT_OF_MEMORY,
    /** Native libraries cannot be unpacked or loaded. */
    NATIVE_LIBRARY,

    /** Scores cannot be evaluated: NaN, infinite, or of one kind of pair only. */
    SCORES_INVALID,
    /** There are too few images, classes or pairs for the requested figure. */
    DATA_TOO_SMALL,
    /** No threshold reaches the requested target. */
    TARGET_UNREACHABLE,

    /** The object was closed before the call. */
    CLOSED,
    /** The call took longer than the deadline of {@link RuntimeOptions}. */
    TIMEOUT,
    /** The calling thread was interrupted; its interrupt status is kept. */
    INTERRUPTED,
    /** The runtime failed to run the model. */
    INFERENCE_FAILED
}
