package io.github.siamese4j.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * The receiver operating characteristic: the false and true accept rates of every threshold.
 *
 * @param points the points, from the threshold +∞, which accepts no pair, to the lowest score, which accepts all pairs;
 *     neither rate ever decreases
 */
public record RocCurve(List<Point> points) {

    /**
     * A point of the curve.
     *
     * @param threshold the threshold; pairs that score at least this are accepted
     * @param falseAcceptRate the share of different pairs that are accepted, in [0, 1]
     * @param trueAcceptRate the share of same pairs that are accepted, in [0, 1]
     */
    public record Point(double threshold, double falseAcceptRate, double trueAcceptRate) {}

    /** Copies the list. */
    public RocCurve {
        points = List.copyOf(points);
    }

    /**
     * {@return the curve, with one point for each distinct score after the first}
     *
     * @param scores the labelled scores
     */
    public static RocCurve of(LabelledScores scores) {
        ScoreCounts counts = ScoreCounts.of(scores);
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
