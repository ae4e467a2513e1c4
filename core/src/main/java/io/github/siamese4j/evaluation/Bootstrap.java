package io.github.siamese4j.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Percentile intervals (Efron 1979): figures of samples that are drawn with replacement, each kind of pair by itself.
 */
final class Bootstrap {

    private static final int RESAMPLES = 1000;
    private static final double TAIL = 0.025;

    private Bootstrap() {}

    /** The ends of the 95 % interval of each figure. */
    static List<double[]> intervals(Counts counts, long seed, List<ToDoubleFunction<Counts>> figures) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] drawn = new double[figures.size()][RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            Counts resample = counts.resample(random);
            for (int figure = 0; figure < drawn.length; figure++) {
                drawn[figure][i] = figures.get(figure).applyAsDouble(resample);
            }
        }
        return Arrays.stream(drawn).map(Bootstrap::middle).toList();
    }

    private static double[] middle(double[] values) {
        Arrays.sort(values);
        return new double[] {quantile(values, TAIL), quantile(values, 1 - TAIL)};
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
