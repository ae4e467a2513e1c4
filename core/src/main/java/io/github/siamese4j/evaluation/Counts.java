package io.github.siamese4j.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How many pairs of each kind have each score: all that the figures of verification depend on. Pairs with equal scores
 * are one group, so that no figure can depend on their order.
 */
final class Counts {

    /** Distinct, descending. After a resampling some groups may be empty. */
    final double[] scores;

    final int[] same;
    final int[] different;
    final int sameTotal;
    final int differentTotal;

    /** The group of each pair, for drawing pairs. */
    private final int[] samePlaces;

    private final int[] differentPlaces;

    private Counts(double[] scores, int[] samePlaces, int[] differentPlaces, int[] same, int[] different) {
        this.scores = scores;
        this.samePlaces = samePlaces;
        this.differentPlaces = differentPlaces;
        this.same = same;
        this.different = different;
        this.sameTotal = samePlaces.length;
        this.differentTotal = differentPlaces.length;
    }

    static Counts of(LabelledScores pairs) {
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
            // Adding 0 makes −0 and 0 one score.
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
        return new Counts(
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

    /** As many pairs of each kind, drawn from these with replacement. */
    Counts resample(SplittableRandom random) {
        return new Counts(scores, samePlaces, differentPlaces, draw(samePlaces, random), draw(differentPlaces, random));
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

    /** The score halfway to the next pair below, so that small differences of rounding move no pair across it. */
    double thresholdBelow(int group) {
        for (int next = group + 1; next < scores.length; next++) {
            if (!isEmpty(next)) {
                double middle = scores[next] + (scores[group] - scores[next]) / 2;
                return middle > scores[next] ? middle : scores[group];
            }
        }
        return scores[group];
    }

    int sameFrom(double threshold) {
        return from(same, threshold);
    }

    int differentFrom(double threshold) {
        return from(different, threshold);
    }

    private int from(int[] counts, double threshold) {
        int accepted = 0;
        for (int i = 0; i < scores.length && scores[i] >= threshold; i++) {
            accepted += counts[i];
        }
        return accepted;
    }

    /**
     * Area under the ROC curve: the share of couples of one pair of each kind in which the same one scores higher, ties
     * half.
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

    /** The mean of the precision over all pairs that are the same. */
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

    /** Where the straight lines between the points of the ROC curve cross FAR = 1 − TAR. */
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

    /** The highest true accept rate of a threshold whose false accept rate is at most the given one. */
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
