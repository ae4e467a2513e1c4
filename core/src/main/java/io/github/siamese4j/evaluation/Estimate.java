package io.github.siamese4j.evaluation;

/**
 * A measured value with its 95 % confidence interval.
 *
 * @param value the measured value
 * @param low the lower end of the interval
 * @param high the upper end of the interval, at least {@code low}
 */
public record Estimate(double value, double low, double high) {

    /** The 97.5 % quantile of the normal distribution. */
    private static final double Z = 1.959963984540054;

    /** Checks the order. */
    public Estimate {
        if (!(low <= high)) {
            throw new IllegalArgumentException("low must not exceed high: " + low + ", " + high);
        }
    }

    /**
     * {@return a share of successes with Wilson's score interval (1927), which is valid for small counts and near 0 and
     * 1 too}
     *
     * @param successes the number of successes, in 0..trials
     * @param trials the number of trials, at least 1
     */
    public static Estimate share(long successes, long trials) {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(
                    "trials must be at least 1 and successes in 0..trials: " + successes + " of " + trials);
        }
        double n = trials;
        double share = successes / n;
        double square = Z * Z;
        double centre = (share + square / (2 * n)) / (1 + square / n);
        double half = Z / (1 + square / n) * Math.sqrt(share * (1 - share) / n + square / (4 * n * n));
        // The interval ends exactly at 0 or 1 in these cases; rounding must not move it.
        double low = successes == 0 ? 0 : Math.max(0, centre - half);
        double high = successes == trials ? 1 : Math.min(1, centre + half);
        return new Estimate(share, low, high);
    }

    /**
     * {@return the mean of values ± 1.96 standard errors (central limit theorem); for a single value the interval is
     * that value}
     *
     * @param values at least one value
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
