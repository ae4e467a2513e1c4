package io.github.siamese4j.training.internal.config;

import io.github.siamese4j.training.LearningRateSchedule;
import io.github.siamese4j.training.OptimizerSettings.Rule;

/**
 * A learning rate for batches of 64, scaled in proportion to another batch size. The result stays within the working
 * range of the optimizer: 3e-4 to 1e-3 for Adam and AdamW, 5e-4 to 1e-1 for SGD. The floor scales likewise, within a
 * hundredth of that range.
 */
public record BatchScaledRate(double peak, double floor) {
    private static final double NOMINAL_BATCH = 64;
    private static final double FLOOR_SHARE = 1e-2;

    /** Scales a learning rate above 0 and a floor in 0..peak, for a batch of 64, to a number of pairs of a step. */
    public static BatchScaledRate of(double peak, double floor, int batch, Rule rule) {
        Ranges.above(0, "peak", peak);
        Ranges.within(0, peak, "floor", floor);
        Ranges.atLeast(1, "batch", batch);
        double low = rule == Rule.SGD ? 5e-4 : 3e-4;
        double high = rule == Rule.SGD ? 1e-1 : 1e-3;
        double scale = batch / NOMINAL_BATCH;
        return new BatchScaledRate(
                Math.min(Math.max(scale * peak, low), high),
                Math.min(Math.max(scale * floor, low * FLOOR_SHARE), high * FLOOR_SHARE));
    }

    /** Returns the floor as a share of the peak, as {@link LearningRateSchedule} takes it. */
    public double floorRatio() {
        return floor / peak;
    }
}
