package io.github.siamese4j.evaluation;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The probability that does not fall as the score rises and lies nearest to the labels by squares, found by pooling neighbours that are
 * out of order (M. Ayer and others, "An empirical distribution function for sampling with incomplete information", 1955). Between corners it is a straight line, beyond the
 * outer ones it stays as it is there.
 *
 * @param corners at least one, by rising score; probabilities in [0, 1] that do not fall
 */
public record IsotonicCalibration(List<Corner> corners) implements Calibration {

    private static final String NAME = "isotonic";

    /**
     * A place where the line bends.
     *
     * @param score finite
     * @param probability in [0, 1]
     */
    public record Corner(double score, double probability) {
        /** Checks the ranges. */
        public Corner {
            if (!Double.isFinite(score) || !(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException(
                        "score must be finite, probability in 0..1: " + score + ":" + probability);
            }
        }
    }

    /** Copies the list and checks its order. */
    public IsotonicCalibration {
        corners = List.copyOf(corners);
        if (corners.isEmpty()) {
            throw new IllegalArgumentException("corners must not be empty");
        }
        for (int i = 1; i < corners.size(); i++) {
            Corner before = corners.get(i - 1);
            Corner corner = corners.get(i);
            if (!(before.score < corner.score && before.probability <= corner.probability)) {
                throw new IllegalArgumentException("corners must rise: " + before + ", " + corner);
            }
        }
    }

    /**
     * Fits the line.
     *
     * @param scores the scores
     * @return the line
     * @throws EvaluationException {@code SCORES_INVALID} if same pairs do not tend to score higher: the line is level
     */
    public static IsotonicCalibration fit(LabelledScores scores) {
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
                    "same pairs do not score higher than different ones, so scores tell no probability; check the labels and the"
                            + " model");
        }
        List<Corner> corners = new ArrayList<>();
        for (Block block : blocks) {
            corners.add(new Corner(block.from, block.share()));
            if (block.to > block.from) {
                corners.add(new Corner(block.to, block.share()));
            }
        }
        return new IsotonicCalibration(corners);
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

    @Override
    public double probability(double score) {
        int low = 0;
        int high = corners.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (corners.get(middle).score <= score) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0 || low == corners.size()) {
            return corners.get(low == 0 ? 0 : low - 1).probability;
        }
        Corner left = corners.get(low - 1);
        Corner right = corners.get(low);
        double share = (score - left.score) / (right.score - left.score);
        return Math.min(right.probability, left.probability + share * (right.probability - left.probability));
    }

    @Override
    public String text() {
        return corners.stream()
                .map(corner -> corner.score + ":" + corner.probability)
                .collect(Collectors.joining(" ", NAME + " ", ""));
    }

    static IsotonicCalibration parse(String[] words) {
        List<Corner> corners = new ArrayList<>();
        for (String word : List.of(words).subList(1, words.length)) {
            String[] numbers = word.split(":", -1);
            if (numbers.length != 2) {
                throw new IllegalArgumentException("expected SCORE:PROBABILITY: '" + word + "'");
            }
            corners.add(new Corner(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1])));
        }
        return new IsotonicCalibration(corners);
    }
}
