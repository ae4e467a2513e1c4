package io.github.siamese4j.evaluation;

/**
 * A measured figure and its 95 % confidence interval.
 *
 * @param value the figure
 * @param low lower end of the interval
 * @param high upper end of the interval, at least the lower one
 */
public record Estimate(double value, double low, double high) {

    /** 97.5 % quantile of the normal distribution. */
    private static final double Z = 1.959963984540054;

    /** Checks the order. */
    public Estimate {
        if (!(low <= high)) {
            throw new IllegalArgumentException("low must not exceed high: " + low + ", " + high);
        }
    }

    /**
     * A share, with the score interval of Wilson (1927), which holds for small counts and near 0 and 1 too.
     *
     * @param successes in 0..trials
     * @param trials at least 1
     * @return successes / trials
     */
    public static Estimate share(long successes, long trials) {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException("successes must be in 0..trials: " + successes + " of " + trials);
        }
        double n = trials;
        double share = successes / n;
        double square = Z * Z;
        double centre = (share + square / (2 * n)) / (1 + square / n);
        double half = Z / (1 + square / n) * Math.sqrt(share * (1 - share) / n + square / (4 * n * n));
        // Rounding must not push the ends past what is certain.
        double low = successes == 0 ? 0 : Math.max(0, centre - half);
        double high = successes == trials ? 1 : Math.min(1, centre + half);
        return new Estimate(share, low, high);
    }

    /**
     * The mean of values, with the interval of the central limit theorem.
     *
     * @param values at least one
     * @return the mean ± 1.96 standard errors; of one value the interval is that value
     */
    public static Estimate mean(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("values must not be empty");
        }
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double half = values.length == 1 ? 0 : Z * Math.sqrt(squares / (values.length - 1) / values.length);
        return new Estimate(mean, mean - half, mean + half);
    }
}
