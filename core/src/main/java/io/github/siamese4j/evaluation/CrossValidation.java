package io.github.siamese4j.evaluation;

import io.github.siamese4j.Calibration;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Cross-validation of a calibration. Each fold has an equal share of each kind of pair. */
final class CrossValidation {

    private static final int FOLDS = 5;

    private CrossValidation() {}

    static double[] probabilities(CalibrationMethod method, LabelledScores scores, SplittableRandom random) {
        if (scores.sameCount() < FOLDS || scores.differentCount() < FOLDS) {
            throw new EvaluationException(
                    ErrorCode.DATA_TOO_SMALL,
                    "cross-validation needs " + FOLDS + " pairs of each kind, but there are " + scores.sameCount()
                            + " same and " + scores.differentCount() + " different pairs; give more pairs");
        }
        int[] folds = assign(scores, random);
        double[] probabilities = new double[scores.size()];
        for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            int[] others = IntStream.range(0, folds.length)
                    .filter(i -> folds[i] != held)
                    .toArray();
            Calibration fitted = method.fit(subset(scores, others));
            for (int i = 0; i < folds.length; i++) {
                if (folds[i] == fold) {
                    probabilities[i] = fitted.probability(scores.score(i));
                }
            }
        }
        return probabilities;
    }

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
}
