package io.github.siamese4j.evaluation;

/** A criterion for choosing a {@link Threshold}. Only thresholds that accept at least one pair are considered. */
public sealed interface Criterion {

    /**
     * {@return the equal error criterion, which makes false accept rate and false reject rate as equal as the scores
     * allow}
     */
    static Criterion equalError() {
        return new EqualError();
    }

    /**
     * {@return the criterion of the highest accuracy} Among equally good thresholds it takes the highest. The result
     * depends on the share of same pairs.
     */
    static Criterion accuracy() {
        return new Accuracy();
    }

    /**
     * {@return the criterion of the highest F1 score, the harmonic mean of precision and recall of the same pairs}
     * Among equally good thresholds it takes the highest. The result depends on the share of same pairs.
     */
    static Criterion f1() {
        return new F1();
    }

    /**
     * {@return the criterion of the lowest threshold that accepts at most the given share of the different pairs}
     *
     * @param target the highest false accept rate, in (0, 1)
     */
    static Criterion falseAcceptRate(double target) {
        return new FalseAcceptRate(target);
    }

    /** The criterion of {@link #equalError()}. */
    record EqualError() implements Criterion {
        @Override
        public String toString() {
            return "equal error rate";
        }
    }

    /** The criterion of {@link #accuracy()}. */
    record Accuracy() implements Criterion {
        @Override
        public String toString() {
            return "best accuracy";
        }
    }

    /** The criterion of {@link #f1()}. */
    record F1() implements Criterion {
        @Override
        public String toString() {
            return "best F1";
        }
    }

    /**
     * The criterion of {@link Criterion#falseAcceptRate(double)}.
     *
     * @param target the highest false accept rate, in (0, 1)
     */
    record FalseAcceptRate(double target) implements Criterion {
        /** Checks the range. */
        public FalseAcceptRate {
            if (!(target > 0 && target < 1)) {
                throw new IllegalArgumentException("target must be in (0, 1): " + target);
            }
        }

        @Override
        public String toString() {
            return "false accept rate " + target;
        }
    }
}
