package io.github.siamese4j.evaluation;

import io.github.siamese4j.Calibration;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A method of fitting a {@link Calibration} to labelled scores. */
public enum CalibrationMethod {
    /** A sigmoid of the score. It has two parameters, so few pairs suffice. */
    PLATT,
    /**
     * The best non-decreasing step function, with straight lines between the steps. Use it with a thousand pairs or
     * more.
     */
    ISOTONIC;

    private static final int FOLDS = 5;

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
        if (scores.sameCount() < FOLDS || scores.differentCount() < FOLDS) {
            throw new EvaluationException(
                    ErrorCode.DATA_TOO_SMALL,
                    "cross-validation needs " + FOLDS + " pairs of each kind, but there are " + scores.sameCount()
                            + " same and " + scores.differentCount() + " different pairs; give more pairs");
        }
        int[] folds = assign(scores, new SplittableRandom(seed));
        double[] probabilities = new double[scores.size()];
        for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            int[] others = IntStream.range(0, folds.length)
                    .filter(i -> folds[i] != held)
                    .toArray();
            Calibration fitted = fit(subset(scores, others));
            for (int i = 0; i < folds.length; i++) {
                if (folds[i] == fold) {
                    probabilities[i] = fitted.probability(scores.score(i));
                }
            }
        }
        return probabilities;
    }

    /** Returns the fold of each pair. Each fold has an equal share of each kind of pair. */
    private static int[] assign(LabelledScores scores, SplittableRandom random) {
        int[] order = IntStream.range(0, scores.size()).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
        int[] folds = new int[order.length];
        int same = 0;
        int different = 0;
        for (int i : order) {
            folds[i] = (scores.isSame(i) ? same++ : different++) % FOLDS;
        }
        return folds;
    }

    private static LabelledScores subset(LabelledScores scores, int[] places) {
        double[] values = new double[places.length];
        boolean[] same = new boolean[places.length];
        for (int i = 0; i < places.length; i++) {
            values[i] = scores.score(places[i]);
            same[i] = scores.isSame(places[i]);
        }
        return LabelledScores.of(values, same);
    }

    static EvaluationException notIncreasing() {
        return new EvaluationException(
                ErrorCode.SCORES_INVALID,
                "same pairs do not score higher than different pairs, so scores carry no probability; check the labels "
                        + "and the model");
    }
}
