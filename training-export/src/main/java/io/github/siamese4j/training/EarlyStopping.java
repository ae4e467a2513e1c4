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
         * {@return the figure of a measurement}
         *
         * @param metrics the measurement
         */
        public double of(ValidationMetrics metrics) {
            return switch (this) {
                case LOSS -> metrics.loss();
                case ACCURACY -> metrics.accuracy();
                case AREA_UNDER_CURVE -> metrics.areaUnderCurve();
                case ONE_SHOT_ACCURACY -> metrics.oneShotAccuracy();
            };
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
        /** {@return the progress before the first measurement} */
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

    /** {@return the standard rule: ten measurements without a lower loss} */
    public static EarlyStopping standard() {
        return new EarlyStopping(Monitor.LOSS, 10, 0);
    }

    /**
     * {@return the progress after a measurement}
     *
     * @param before the progress before it
     * @param metrics the measurement
     */
    public Progress next(Progress before, ValidationMetrics metrics) {
        return next(before, monitor.of(metrics));
    }

    /**
     * {@return the progress after a figure}
     *
     * @param before the progress before it
     * @param value the figure; NaN is no improvement
     */
    public Progress next(Progress before, double value) {
        if (Double.isNaN(value)) {
            return new Progress(before.measurements(), before.best(), before.stale() + 1);
        }
        double gain = monitor != Monitor.LOSS ? value - before.best() : before.best() - value;
        boolean better = before.measurements() == 0 || gain > minimalImprovement;
        return new Progress(before.measurements() + 1, better ? value : before.best(), better ? 0 : before.stale() + 1);
    }

    /**
     * {@return whether the run has to end because the patience is used up}
     *
     * @param progress the progress
     */
    public boolean isOver(Progress progress) {
        return progress.stale() >= patience;
    }
}
