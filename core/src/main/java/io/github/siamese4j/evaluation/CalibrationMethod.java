package io.github.siamese4j.evaluation;

import io.github.siamese4j.Calibration;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import java.util.SplittableRandom;

/** A method of fitting a {@link Calibration} to labelled scores. */
public enum CalibrationMethod {
    /** A sigmoid of the score. It has two parameters, so few pairs suffice. */
    PLATT,
    /**
     * The best non-decreasing step function, with straight lines between the steps. Use it with a thousand pairs or
     * more.
     */
    ISOTONIC;

    /**
     * Fits a calibration.
     *
     * @param scores the labelled scores
     * @return the calibration
     * @throws EvaluationException {@code SCORES_INVALID} if same pairs do not tend to score higher
     */
    public Calibration fit(LabelledScores scores) {
        return this == PLATT ? PlattFit.fit(scores) : IsotonicFit.fit(scores);
    }

    /**
     * Returns the probabilities of pairs that took no part in fitting. The pairs are divided into five folds. The
     * probabilities of a fold come from a calibration fitted on the other four.
     *
     * @param scores the labelled scores, at least five pairs of each kind
     * @param seed the seed of the division into folds
     * @return the probabilities, in [0, 1], in the order of the pairs
     * @throws EvaluationException {@code DATA_TOO_SMALL} if there are fewer pairs, {@code SCORES_INVALID} if same pairs
     *     do not tend to score higher
     */
    public double[] crossValidated(LabelledScores scores, long seed) {
        return CrossValidation.probabilities(this, scores, new SplittableRandom(seed));
    }

    static EvaluationException notIncreasing() {
        return new EvaluationException(
                ErrorCode.SCORES_INVALID,
                "same pairs do not score higher than different pairs, so scores carry no probability; check the labels "
                        + "and the model");
    }
}
