package io.github.siamese4j.evaluation;

/** What a {@link Threshold} is chosen by. Only thresholds that accept at least one pair are considered. */
public sealed interface Criterion {

    /**
     * As many different pairs accepted as same pairs rejected, by their shares and as nearly as the scores allow.
     *
     * @return the criterion
     */
    static Criterion equalError() {
        return new EqualError();
    }

    /**
     * Most pairs on the right side; of several such thresholds the highest. Depends on the share of same pairs.
     *
     * @return the criterion
     */
    static Criterion accuracy() {
        return new Accuracy();
    }

    /**
     * Highest harmonic mean of precision and recall of the same pairs; of several such thresholds the highest. Depends
     * on the share of same pairs.
     *
     * @return the criterion
     */
    static Criterion f1() {
        return new F1();
    }

    /**
     * The lowest threshold that accepts at most a share of the different pairs.
     *
     * @param target the share, more than 0 and less than 1
     * @return the criterion
     */
    static Criterion falseAcceptRate(double target) {
        return new FalseAcceptRate(target);
    }

    /** See {@link #equalError()}. */
    record EqualError() implements Criterion {
        @Override
        public String toString() {
            return "equal error rate";
        }
    }

    /** See {@link #accuracy()}. */
    record Accuracy() implements Criterion {
        @Override
        public String toString() {
            return "best accuracy";
        }
    }

    /** See {@link #f1()}. */
    record F1() implements Criterion {
        @Override
        public String toString() {
            return "best F1";
        }
    }

    /**
     * See {@link Criterion#falseAcceptRate(double)}.
     *
     * @param target more than 0 and less than 1
     */
    record FalseAcceptRate(double target) implements Criterion {
        /** Checks the range. */
        public FalseAcceptRate {
            if (!(target > 0 && target < 1)) {
                throw new IllegalArgumentException("the false accept rate must be in (0, 1): " + target);
            }
        }

        @Override
        public String toString() {
            return "false accept rate " + target;
        }
    }
}
