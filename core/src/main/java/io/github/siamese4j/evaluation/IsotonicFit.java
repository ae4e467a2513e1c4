package io.github.siamese4j.evaluation;

import io.github.siamese4j.Calibration;
import io.github.siamese4j.Calibration.Isotonic.Corner;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits the non-decreasing function with the least squared error to the labels, by pooling adjacent violators (M. Ayer
 * and others, "An empirical distribution function for sampling with incomplete information", 1955).
 */
final class IsotonicFit {

    private IsotonicFit() {}

    /** Fits the function; throws {@code SCORES_INVALID} if it is constant. */
    static Calibration.Isotonic fit(LabelledScores scores) {
        ScoreCounts counts = ScoreCounts.of(scores);
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
            throw CalibrationMethod.notIncreasing();
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

    /** A range of scores with one probability. */
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
