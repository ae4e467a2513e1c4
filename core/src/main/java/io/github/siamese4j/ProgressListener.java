package io.github.siamese4j;

/**
 * Learns how far a long call has come; called by the calling thread, often. What it throws ends the call and reaches
 * the caller; interrupting the calling thread does so, too, as {@link ErrorCode#INTERRUPTED}.
 */
@FunctionalInterface
public interface ProgressListener {

    /** What a long call does, in this order. */
    enum Stage {
        /** Pictures are read and encoded; counted in pictures. */
        ENCODING,
        /** Embeddings are compared; counted in pairs. */
        SCORING
    }

    /**
     * Learns of progress.
     *
     * @param stage what is being done
     * @param done how much of it is done, growing up to {@code total}
     * @param total all of it
     */
    void progressed(Stage stage, long done, long total);
}
