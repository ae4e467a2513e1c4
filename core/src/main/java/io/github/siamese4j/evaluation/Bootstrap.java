package io.github.siamese4j.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Percentile intervals (Efron 1979). Each sample draws as many pairs of each kind as there are, with replacement. */
final class Bootstrap {

    private static final int RESAMPLES = 1000;
    private static final double TAIL = 0.025;

    private Bootstrap() {}

    /** Computes figures of the given pairs, each with its 95 % interval over the bootstrap samples. */
    static List<Estimate> estimates(ScoreCounts counts, long seed, Function<ScoreCounts, double[]> figures) {
        double[] values = figures.apply(counts);
        SplittableRandom random = new SplittableRandom(seed);
        double[][] drawn = new double[values.length][RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double[] resampled = figures.apply(counts.resample(random));
            for (int figure = 0; figure < values.length; figure++) {
                drawn[figure][i] = resampled[figure];
            }
        }
        List<Estimate> estimates = new ArrayList<>(values.length);
        for (int figure = 0; figure < values.length; figure++) {
            double[] sorted = drawn[figure];
            Arrays.sort(sorted);
            estimates.add(new Estimate(values[figure], quantile(sorted, TAIL), quantile(sorted, 1 - TAIL)));
        }
        return estimates;
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
