package io.github.siamese4j.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * The receiver operating characteristic: how many pairs of each kind are accepted, threshold by threshold.
 *
 * @param points from the strictest threshold, which accepts nothing (+∞, as the first point), to the one that accepts
 *     everything; both rates never fall
 */
public record RocCurve(List<Point> points) {

    /**
     * A threshold and what it accepts.
     *
     * @param threshold pairs that score at least this are accepted
     * @param falseAcceptRate share of different pairs that are accepted, in [0, 1]
     * @param trueAcceptRate share of same pairs that are accepted, in [0, 1]
     */
    public record Point(double threshold, double falseAcceptRate, double trueAcceptRate) {}

    /** Copies the list. */
    public RocCurve {
        points = List.copyOf(points);
    }

    /**
     * The curve of scores; one point for each distinct score.
     *
     * @param scores the scores
     * @return the curve
     */
    public static RocCurve of(LabelledScores scores) {
        Counts counts = Counts.of(scores);
        List<Point> points = new ArrayList<>(counts.scores.length + 1);
        points.add(new Point(Double.POSITIVE_INFINITY, 0, 0));
        int falseAccepts = 0;
        int trueAccepts = 0;
        for (int i = 0; i < counts.scores.length; i++) {
            falseAccepts += counts.different[i];
            trueAccepts += counts.same[i];
            points.add(new Point(
                    counts.scores[i],
                    (double) falseAccepts / counts.differentTotal,
                    (double) trueAccepts / counts.sameTotal));
        }
        return new RocCurve(points);
    }
}
