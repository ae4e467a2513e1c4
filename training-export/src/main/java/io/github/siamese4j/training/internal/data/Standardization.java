package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The mean and the standard deviation of each feature. {@code (x - mean) / deviation} has mean 0 and deviation 1 over
 * the rows it was computed from. The deviation is positive, and 1 for a feature that is equal in all rows.
 */
@SuppressWarnings("ArrayRecordComponent") // used once, as the values of two tensors
public record Standardization(float[] mean, float[] deviation) {
    /** Smallest deviation relative to the mean. Less is the rounding error of a constant in float32. */
    private static final double ROUNDING = 1e-7;

    /** Checks lengths and signs. */
    public Standardization {
        if (mean.length != deviation.length) {
            throw new IllegalArgumentException(
                    "mean and deviation differ in length: " + mean.length + ", " + deviation.length);
        }
        for (float value : deviation) {
            if (!(value > 0)) {
                throw new IllegalArgumentException("deviation must be positive: " + value);
            }
        }
    }

    /**
     * Computes both over some rows, in double precision and two passes. The deviation is that of the population:
     * divided by the number of rows, not by one less. Fails with {@link Code#DATA_TOO_SMALL} if there are no rows.
     */
    public static Standardization of(FeatureTable table, List<Integer> rows) {
        return of(table.columns(), rows, table::row);
    }

    /** Computes both over the rows of the given numbers, each with as many values as there are columns. */
    public static Standardization of(int columns, List<Integer> rows, IntFunction<float[]> source) {
        if (rows.isEmpty()) {
            throw new TrainingException(Code.DATA_TOO_SMALL, "no row to standardize features with; add training rows");
        }
        double[] mean = new double[columns];
        for (int row : rows) {
            float[] values = source.apply(row);
            for (int c = 0; c < columns; c++) {
                mean[c] += values[c];
            }
        }
        Arrays.setAll(mean, c -> mean[c] / rows.size());
        double[] squares = new double[columns];
        for (int row : rows) {
            float[] values = source.apply(row);
            for (int c = 0; c < columns; c++) {
                double difference = values[c] - mean[c];
                squares[c] += difference * difference;
            }
        }
        float[] means = new float[columns];
        float[] deviations = new float[columns];
        for (int c = 0; c < columns; c++) {
            double deviation = Math.sqrt(squares[c] / rows.size());
            means[c] = (float) mean[c];
            boolean constant = deviation < Float.MIN_NORMAL || deviation <= ROUNDING * Math.abs(mean[c]);
            deviations[c] = constant ? 1 : (float) deviation;
        }
        return new Standardization(means, deviations);
    }

    /** Returns mean 0 and deviation 1, which leaves features unchanged. */
    public static Standardization none(int columns) {
        float[] ones = new float[columns];
        Arrays.fill(ones, 1);
        return new Standardization(new float[columns], ones);
    }

    @Override
    public String toString() {
        return "Standardization[" + mean.length + " features]";
    }
}
