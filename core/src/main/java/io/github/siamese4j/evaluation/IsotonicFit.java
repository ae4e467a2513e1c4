package io.github.siamese4j.evaluation;

import io.github.siamese4j.Calibration;
import io.github.siamese4j.Calibration.Isotonic.Corner;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits the non-decreasing function that is nearest to the labels by squared error, by pooling adjacent violators (M.
 * Ayer and others, "An empirical distribution function for sampling with incomplete information", 1955).
 */
final class IsotonicFit {

    private IsotonicFit() {}

    /**
     * Fits the line.
     *
     * @param scores the scores
     * @return the line
     * @throws EvaluationException {@code SCORES_INVALID} if same pairs do not tend to score higher: the line is level
     */
    static Calibration.Isotonic fit(LabelledScores scores) {
        Counts counts = Counts.of(scores);
        List<Block> blocks = new ArrayList<>();
        for (int i = counts.scores.length - 1; i >= 0; i--) {
            double score = counts.scores[i];
            Block block = new Block(score, score, counts.same[i], counts.same[i] + counts.different[i]);
            while (!blocks.isEmpty() && !blocks.get(blocks.size() - 1).isBelow(block)) {
                block = blocks.remove(blocks.size() - 1).and(block);
            }
            blocks.add(block);
        }
        if (blocks.size() == 1) {
            throw new EvaluationException(
                    ErrorCode.SCORES_INVALID,
                    "same pairs do not score higher than different ones, so scores tell no probability; check the "
                            + "labels and the"
                            + " model");
        }
        List<Corner> corners = new ArrayList<>();
        for (Block block : blocks) {
            corners.add(new Corner(block.from, block.share()));
            if (block.to > block.from) {
                corners.add(new Corner(block.to, block.share()));
            }
        }
        return new Calibration.Isotonic(corners);
    }

    /** Neighbouring scores of one probability. */
    private record Block(double from, double to, long same, long size) {

        boolean isBelow(Block next) {
            return same * next.size < next.same * size;
        }

        Block and(Block next) {
            return new Block(from, next.to, same + next.same, size + next.size);
        }

        double share() {
            return (double) same / size;
        }
    }
}
