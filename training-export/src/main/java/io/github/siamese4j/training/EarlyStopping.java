package io.github.siamese4j.training;

import io.github.siamese4j.training.TrainingException.Code;
import java.util.Objects;

/**
 * When to stop a run that no longer improves. Immutable; what it has seen so far is a {@link Progress}, which belongs
 * into the checkpoint.
 *
 * @param monitor the figure that is watched
 * @param patience how many measurements in a row without improvement end the run, at least 1
 * @param minimalImprovement by how much the figure has to be better than the best one to count, at least 0
 */
public record EarlyStopping(Monitor monitor, int patience, double minimalImprovement) {
    /** A figure of {@link ValidationMetrics}. */
    public enum Monitor {
        /** The loss; lower is better. */
        LOSS,
        /** Accuracy of pairs; higher is better. */
        ACCURACY,
        /** Area under the curve; higher is better. */
        AREA_UNDER_CURVE,
        /** Accuracy of one-shot trials; higher is better. */
        ONE_SHOT_ACCURACY;

        /**
         * The figure.
         *
         * @param metrics a measurement
         * @return its value
         */
        public double of(ValidationMetrics metrics) {
            return switch (this) {
                case LOSS -> metrics.loss();
                case ACCURACY -> metrics.accuracy();
                case AREA_UNDER_CURVE -> metrics.areaUnderCurve();
                case ONE_SHOT_ACCURACY -> metrics.oneShotAccuracy();
            };
        }

        /**
         * Which way is better.
         *
         * @return false for a loss
         */
        public boolean isHigherBetter() {
            return this != LOSS;
        }
    }

    /**
     * What has been seen.
     *
     * @param measurements how many values were not NaN
     * @param best the best of them; without meaning when there are none
     * @param stale how many measurements there were since
     */
    public record Progress(long measurements, double best, int stale) {
        /**
         * Before the first measurement.
         *
         * @return nothing seen
         */
        public static Progress start() {
            return new Progress(0, 0, 0);
        }
    }

    /**
     * Checks the ranges.
     *
     * @param monitor the figure that is watched
     * @param patience how many measurements in a row without improvement end the run, at least 1
     * @param minimalImprovement by how much the figure has to be better than the best one to count, at least 0
     */
    public EarlyStopping {
        Objects.requireNonNull(monitor, "monitor");
        if (patience < 1 || !(minimalImprovement >= 0)) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "patience must be at least 1 and minimalImprovement at least 0: " + patience + ", "
                            + minimalImprovement);
        }
    }

    /**
     * Returns the standard rule: ten measurements without a lower loss.
     *
     * @return the rule
     */
    public static EarlyStopping standard() {
        return new EarlyStopping(Monitor.LOSS, 10, 0);
    }

    /**
     * Takes a measurement into account.
     *
     * @param before what had been seen
     * @param metrics the measurement
     * @return what has been seen with it
     */
    public Progress next(Progress before, ValidationMetrics metrics) {
        return next(before, monitor.of(metrics));
    }

    /**
     * Takes a value into account.
     *
     * @param before what had been seen
     * @param value the figure; NaN is no improvement
     * @return what has been seen with it
     */
    public Progress next(Progress before, double value) {
        if (Double.isNaN(value)) {
            return new Progress(before.measurements(), before.best(), before.stale() + 1);
        }
        double gain = monitor.isHigherBetter() ? value - before.best() : before.best() - value;
        boolean better = before.measurements() == 0 || gain > minimalImprovement;
        return new Progress(before.measurements() + 1, better ? value : before.best(), better ? 0 : before.stale() + 1);
    }

    /**
     * Whether the run is to end.
     *
     * @param progress what has been seen
     * @return true when patience is used up
     */
    public boolean isOver(Progress progress) {
        return progress.stale() >= patience;
    }
}
