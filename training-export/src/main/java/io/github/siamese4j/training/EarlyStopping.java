package io.github.siamese4j.training;

import io.github.siamese4j.training.internal.config.Ranges;
import java.util.Objects;

/**
 * A rule that ends a run that no longer improves.
 *
 * @param monitor figure that has to improve
 * @param patience number of successive measurements without improvement that end the run, at least 1
 * @param minimalImprovement difference to the best figure that counts as an improvement, at least 0; the difference
 *     must be larger
 */
public record EarlyStopping(Monitor monitor, int patience, double minimalImprovement) {
    /** A figure of {@link ValidationMetrics}. */
    public enum Monitor {
        /** Loss; lower is better. */
        LOSS,
        /** Accuracy of pairs; higher is better. */
        ACCURACY,
        /** Area under the ROC curve; higher is better. */
        AREA_UNDER_CURVE,
        /** Accuracy of one-shot trials; higher is better. */
        ONE_SHOT_ACCURACY;

        /**
         * Returns the figure of a measurement.
         *
         * @param metrics the measurement
         * @return the figure
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
         * Returns whether a higher figure is better.
         *
         * @return false for a loss
         */
        public boolean isHigherBetter() {
            return this != LOSS;
        }
    }

    /**
     * The measurements so far, which a checkpoint keeps.
     *
     * @param measurements number of figures that were not NaN
     * @param best best of them; of no meaning if there are none
     * @param stale number of measurements since
     */
    public record Progress(long measurements, double best, int stale) {
        /**
         * Returns the progress before the first measurement.
         *
         * @return the progress
         */
        public static Progress start() {
            return new Progress(0, 0, 0);
        }
    }

    /** Creates the rule and checks its ranges. */
    public EarlyStopping {
        Objects.requireNonNull(monitor, "monitor");
        Ranges.atLeast(1, "patience", patience);
        Ranges.atLeast(0.0, "minimalImprovement", minimalImprovement);
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
     * Returns the progress after a measurement.
     *
     * @param before the progress before it
     * @param metrics the measurement
     * @return the progress
     */
    public Progress next(Progress before, ValidationMetrics metrics) {
        return next(before, monitor.of(metrics));
    }

    /**
     * Returns the progress after a figure.
     *
     * @param before the progress before it
     * @param value the figure; NaN is no improvement
     * @return the progress
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
     * Returns whether the run has to end.
     *
     * @param progress the progress
     * @return true if the patience is used up
     */
    public boolean isOver(Progress progress) {
        return progress.stale() >= patience;
    }
}
