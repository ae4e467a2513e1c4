package io.github.siamese4j.training.internal.config;

import io.github.siamese4j.training.LearningRateSchedule;
import io.github.siamese4j.training.OptimizerSettings.Rule;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;

/**
 * A learning rate that was found for batches of 64, fitted to another batch size: in proportion, but within the range
 * the optimizer works in, 3e-4 to 1e-3 for Adam and AdamW, 5e-4 to 1e-1 for SGD. The floor scales likewise, within a
 * hundredth of that range.
 *
 * @param peak the largest learning rate
 * @param floor the smallest one
 */
public record BatchScaledRate(double peak, double floor) {
    private static final double NOMINAL_BATCH = 64;
    private static final double FLOOR_SHARE = 1e-2;

    /**
     * Fits a rate.
     *
     * @param peak the largest learning rate for a batch of 64, above 0
     * @param floor the smallest one, at least 0
     * @param batch how many pairs a step takes, at least 1
     * @param rule the optimizer
     * @return the rates for that batch
     */
    public static BatchScaledRate of(double peak, double floor, int batch, Rule rule) {
        if (!(peak > 0 && floor >= 0 && floor <= peak && batch >= 1)) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "peak must be above 0, floor in 0..peak and batch at least 1: " + peak + ", " + floor + ", "
                            + batch);
        }
        double low = rule == Rule.SGD ? 5e-4 : 3e-4;
        double high = rule == Rule.SGD ? 1e-1 : 1e-3;
        double scale = batch / NOMINAL_BATCH;
        return new BatchScaledRate(
                Math.min(Math.max(scale * peak, low), high),
                Math.min(Math.max(scale * floor, low * FLOOR_SHARE), high * FLOOR_SHARE));
    }

    /**
     * What a {@link LearningRateSchedule} takes.
     *
     * @return the floor as a share of the peak
     */
    public double floorRatio() {
        return floor / peak;
    }
}
