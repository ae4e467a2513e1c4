package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.util.Arrays;
import java.util.List;

/**
 * Mean and standard deviation of each feature: {@code (x - mean) / deviation} has mean 0 and deviation 1 over the rows
 * it was computed of.
 *
 * @param mean one value per feature
 * @param deviation one value per feature, positive; 1 for a feature that is the same in all rows
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, as the values of two tensors
public record Standardization(float[] mean, float[] deviation) {
    /** Of the mean. A deviation below it is what rounding to float32 leaves of a constant. */
    private static final double ROUNDING = 1e-7;

    /**
     * Checks lengths and signs.
     *
     * @param mean one value per feature
     * @param deviation one value per feature, positive
     */
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
     * Computes both over some rows, in double precision and two passes. The deviation is that of the rows themselves
     * (divided by their number, not by one less).
     *
     * @param table the table
     * @param rows numbers of the rows to train on; those held out must not be among them
     * @return mean and deviation
     * @throws TrainingException {@link Code#DATA_TOO_SMALL} without rows
     */
    public static Standardization of(FeatureTable table, List<Integer> rows) {
        if (rows.isEmpty()) {
            throw new TrainingException(Code.DATA_TOO_SMALL, "no row to standardize features by; add training rows");
        }
        int columns = table.columns();
        double[] mean = new double[columns];
        for (int row : rows) {
            for (int c = 0; c < columns; c++) {
                mean[c] += table.value(row, c);
            }
        }
        Arrays.setAll(mean, c -> mean[c] / rows.size());
        double[] squares = new double[columns];
        for (int row : rows) {
            for (int c = 0; c < columns; c++) {
                double difference = table.value(row, c) - mean[c];
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

    /**
     * Leaves features as they are.
     *
     * @param columns how many features
     * @return mean 0 and deviation 1
     */
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
