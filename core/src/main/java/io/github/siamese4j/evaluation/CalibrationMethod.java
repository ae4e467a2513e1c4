package io.github.siamese4j.evaluation;

import io.github.siamese4j.Calibration;
import java.util.SplittableRandom;

/** A way to fit a {@link Calibration}. */
public enum CalibrationMethod {
    /** A sigmoid of the score; two numbers, so that few pairs suffice. */
    PLATT,
    /** The best staircase that does not fall, with straight lines between the steps; wants a thousand pairs or more. */
    ISOTONIC;

    /**
     * Fits a calibration.
     *
     * @param scores the scores
     * @return the calibration
     * @throws io.github.siamese4j.EvaluationException {@code SCORES_INVALID} if same pairs do not tend to score higher
     */
    public Calibration fit(LabelledScores scores) {
        return this == PLATT ? PlattFit.fit(scores) : IsotonicFit.fit(scores);
    }

    /**
     * The probabilities of pairs that took no part in fitting: the pairs are dealt into five parts, and each part is
     * given its probabilities by what was fitted on the other four.
     *
     * @param scores at least five pairs of each kind
     * @param seed of the deal
     * @return in [0, 1], in the order of the pairs
     * @throws io.github.siamese4j.EvaluationException {@code DATA_TOO_SMALL} if there are fewer pairs,
     *     {@code SCORES_INVALID} if same pairs do not tend to score higher
     */
    public double[] crossValidated(LabelledScores scores, long seed) {
        return Folds.probabilities(this, scores, new SplittableRandom(seed));
    }
}
