package io.github.siamese4j;

/** Thrown if scores or labelled data do not support the requested evaluation. */
public final class EvaluationException extends SiameseException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param code {@code SCORES_INVALID}, {@code DATA_TOO_SMALL} or {@code TARGET_UNREACHABLE}
     * @param message the problem, the required data, and the remedy
     */
    public EvaluationException(ErrorCode code, String message) {
        super(code, message, null);
    }
}
