package io.github.siamese4j.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The number of pairs of each kind at each distinct score. Every verification figure depends on these counts alone.
 * Pairs with equal scores form one group, so that no figure depends on their order.
 */
final class ScoreCounts {

    /** The distinct scores, descending. Groups of a bootstrap sample may be empty. */
    final double[] scores;

    final int[] same;
    final int[] different;
    final int sameTotal;
    final int differentTotal;

    /** The group of each same pair, for resampling. */
    private final int[] samePlaces;

    /** The group of each different pair, for resampling. */
    private final int[] differentPlaces;

    private ScoreCounts(double[] scores, int[] samePlaces, int[] differentPlaces, int[] same, int[] different) {
        this.scores = scores;
        this.samePlaces = samePlaces;
        this.differentPlaces = differentPlaces;
        this.same = same;
        this.different = different;
        this.sameTotal = samePlaces.length;
        this.differentTotal = differentPlaces.length;
    }

    static ScoreCounts of(LabelledScores pairs) {
        Integer[] order = IntStream.range(0, pairs.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -pairs.score(i)))
                .toArray(Integer[]::new);
        double[] scores = new double[order.length];
        int[] samePlaces = new int[pairs.sameCount()];
        int[] differentPlaces = new int[pairs.differentCount()];
        int groups = 0;
        int samePlace = 0;
        int differentPlace = 0;
        for (int i : order) {
            // Adding 0 turns −0 into 0.
            double score = pairs.score(i) + 0.0;
            if (groups == 0 || score != scores[groups - 1]) {
                scores[groups++] = score;
            }
            if (pairs.isSame(i)) {
                samePlaces[samePlace++] = groups - 1;
            } else {
                differentPlaces[differentPlace++] = groups - 1;
            }
        }
        return new ScoreCounts(
                Arrays.copyOf(scores, groups),
                samePlaces,
                differentPlaces,
                tally(samePlaces, groups),
                tally(differentPlaces, groups));
    }

    private static int[] tally(int[] places, int groups) {
        int[] counts = new int[groups];
        for (int place : places) {
            counts[place]++;
        }
        return counts;
    }

    /** Returns a bootstrap sample: as many pairs of each kind, drawn with replacement. */
    ScoreCounts resample(SplittableRandom random) {
        return new ScoreCounts(
                scores, samePlaces, differentPlaces, draw(samePlaces, random), draw(differentPlaces, random));
    }

    private int[] draw(int[] places, SplittableRandom random) {
        int[] counts = new int[scores.length];
        for (int i = 0; i < places.length; i++) {
            counts[places[random.nextInt(places.length)]]++;
        }
        return counts;
    }

    boolean isEmpty(int group) {
        return same[group] + different[group] == 0;
    }

    /** Returns the score halfway to the next pair below a group, so that rounding moves no pair across it. */
    double thresholdBelow(int group) {
        for (int next = group + 1; next < scores.length; next++) {
            if (!isEmpty(next)) {
                double middle = scores[next] + (scores[group] - scores[next]) / 2;
                return middle > scores[next] ? middle : scores[group];
            }
        }
        return scores[group];
    }

    /** Returns the number of same pairs that score at least a threshold. */
    int trueAccepts(double threshold) {
        return accepted(same, threshold);
    }

    /** Returns the number of different pairs that score at least a threshold. */
    int falseAccepts(double threshold) {
        return accepted(different, threshold);
    }

    /** Returns the number of pairs on the right side of a threshold. */
    int correct(double threshold) {
        return trueAccepts(threshold) + differentTotal - falseAccepts(threshold);
    }

    int total() {
        return sameTotal + differentTotal;
    }

    private int accepted(int[] counts, double threshold) {
        int accepted = 0;
        for (int i = 0; i < scores.length && scores[i] >= threshold; i++) {
            accepted += counts[i];
        }
        return accepted;
    }

    /**
     * Returns the area under the ROC curve: the probability that a same pair scores higher than a different pair. A tie
     * counts half.
     */
    double areaUnderCurve() {
        long twice = 0;
        long above = 0;
        for (int i = 0; i < scores.length; i++) {
            twice += different[i] * (2 * above + same[i]);
            above += same[i];
        }
        return twice / (2.0 * sameTotal * differentTotal);
    }

    /** Returns the mean of the precision over all same pairs. */
    double averagePrecision() {
        double sum = 0;
        int trueAccepts = 0;
        int accepts = 0;
        for (int i = 0; i < scores.length; i++) {
            trueAccepts += same[i];
            accepts += same[i] + different[i];
            if (same[i] > 0) {
                sum += (double) same[i] * trueAccepts / accepts;
            }
        }
        return sum / sameTotal;
    }

    /** Returns the equal error rate: where the ROC curve, linearly interpolated, crosses FAR = 1 − TAR. */
    double equalErrorRate() {
        double falseAcceptRate = 0;
        double excess = -1;
        int falseAccepts = 0;
        int trueAccepts = 0;
        for (int i = 0; i < scores.length; i++) {
            falseAccepts += different[i];
            trueAccepts += same[i];
            double nextRate = (double) falseAccepts / differentTotal;
            double nextExcess = nextRate + (double) trueAccepts / sameTotal - 1;
            if (nextExcess >= 0) {
                return falseAcceptRate + -excess / (nextExcess - excess) * (nextRate - falseAcceptRate);
            }
            falseAcceptRate = nextRate;
            excess = nextExcess;
        }
        return 1;
    }

    /** Returns the highest true accept rate of all thresholds with at most the given false accept rate. */
    double trueAcceptRate(double atFalseAcceptRate) {
        int falseAccepts = 0;
        int trueAccepts = 0;
        for (int i = 0; i < scores.length; i++) {
            falseAccepts += different[i];
            if ((double) falseAccepts / differentTotal > atFalseAcceptRate) {
                break;
            }
            trueAccepts += same[i];
        }
        return (double) trueAccepts / sameTotal;
    }
}
