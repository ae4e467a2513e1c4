package io.github.siamese4j;

/** Scores or labelled data do not support what was asked of them. */
public final class EvaluationException extends SiameseException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param code {@code SCORES_INVALID}, {@code DATA_TOO_SMALL} or {@code TARGET_UNREACHABLE}
     * @param message what was found, what would be needed, and what to do
     */
    public EvaluationException(ErrorCode code, String message) {
        super(code, message, null);
    }
}
