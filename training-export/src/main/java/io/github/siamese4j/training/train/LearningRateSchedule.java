package io.github.siamese4j.training.train;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;

/**
 * Linear warm-up, half a cosine down to a floor, and a flat tail.
 *
 * @param peak the largest learning rate, above 0
 * @param floorRatio the smallest one as a share of the peak, in [0, 1]
 * @param warmupSteps steps until the peak is reached
 * @param tailSteps last steps at the floor
 * @param steps all steps, at least 1
 */
public record LearningRateSchedule(double peak, double floorRatio, long warmupSteps, long tailSteps, long steps) {
    /**
     * Checks the ranges.
     *
     * @param peak the largest learning rate, above 0
     * @param floorRatio the smallest one as a share of the peak, in [0, 1]
     * @param warmupSteps steps until the peak is reached
     * @param tailSteps last steps at the floor
     * @param steps all steps, at least 1
     */
    public LearningRateSchedule {
        if (!(peak > 0 && floorRatio >= 0 && floorRatio <= 1)
                || warmupSteps < 0
                || tailSteps < 0
                || steps < 1
                || warmupSteps + tailSteps > steps) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "learning rate must be above 0, its floor in [0, 1], and warm-up plus tail at most the steps: "
                            + peak + ", " + floorRatio + ", " + warmupSteps + " + " + tailSteps + " of " + steps);
        }
    }

    /**
     * The learning rate of a step.
     *
     * @param step from 0
     * @return a value from above 0 to the peak
     */
    public double at(long step) {
        if (step < warmupSteps) {
            return peak * (step + 1) / warmupSteps;
        }
        double floor = peak * floorRatio;
        long falling = steps - warmupSteps - tailSteps;
        if (step >= warmupSteps + falling) {
            return floor;
        }
        double progress = (double) (step - warmupSteps) / falling;
        return floor + (peak - floor) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }

    /**
     * The same rates over another number of steps; warm-up and tail are shortened when they do not fit.
     *
     * @param count all steps, at least 1
     * @return a copy
     */
    public LearningRateSchedule withSteps(long count) {
        long warm = Math.min(warmupSteps, count);
        return new LearningRateSchedule(peak, floorRatio, warm, Math.min(tailSteps, count - warm), count);
    }
}
