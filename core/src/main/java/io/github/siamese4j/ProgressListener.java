package io.github.siamese4j;

/**
 * Receives the progress of a long call, often, on the calling thread. An exception it throws ends the call and reaches
 * the caller. An interrupt of the calling thread ends the call with {@link ErrorCode#INTERRUPTED}.
 */
@FunctionalInterface
public interface ProgressListener {

    /** The stages of a long call, in order. */
    enum Stage {
        /** Images are read and encoded; counted in images. */
        ENCODING,
        /** Embeddings are compared; counted in pairs. */
        SCORING
    }

    /**
     * Receives progress.
     *
     * @param stage the current stage
     * @param done the amount done in this stage, growing up to {@code total}
     * @param total the whole amount of this stage
     */
    void progressed(Stage stage, long done, long total);
}
