package io.github.siamese4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.training.EarlyStopping.Monitor;
import io.github.siamese4j.training.EarlyStopping.Progress;
import io.github.siamese4j.training.internal.config.ConfigJson;
import io.github.siamese4j.training.internal.json.Json;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {

    /** Returns the number of the measurement after which the run ends; 0 if it goes on. */
    private static int end(EarlyStopping rule, double... values) {
        Progress progress = Progress.start();
        for (int i = 0; i < values.length; i++) {
            progress = rule.next(progress, values[i]);
            if (rule.isOver(progress)) {
                return i + 1;
            }
        }
        return 0;
    }

    @Test
    void endsWhenTheLossNoLongerFalls() {
        EarlyStopping rule = new EarlyStopping(Monitor.LOSS, 2, 0);
        assertThat(end(rule, 5, 4, 4, 3, 3, 3)).isEqualTo(6);
        assertThat(end(rule, 5, 4, 3, 2, 1, 0)).isZero();
        assertThat(end(rule, 5, 6, 4, 5, 3, 4)).isZero();
        assertThat(end(rule, 1, 2, 3)).isEqualTo(3);
    }

    @Test
    void endsWhenAMetricNoLongerRises() {
        for (Monitor monitor : new Monitor[] {Monitor.ACCURACY, Monitor.AREA_UNDER_CURVE, Monitor.ONE_SHOT_ACCURACY}) {
            EarlyStopping rule = new EarlyStopping(monitor, 1, 0);
            assertThat(end(rule, 0, 0.5, 0.75, 0.75)).isEqualTo(4);
            assertThat(end(rule, -2, -1, 0)).isZero();
        }
    }

    @Test
    void countsOnlyGainsAboveTheMinimum() {
        EarlyStopping rule = new EarlyStopping(Monitor.LOSS, 2, 0.5);
        // The gain counts from the best: 3.5 is not more than 0.5 below 4, 3.25 is.
        assertThat(end(rule, 4, 3.5, 3.25, 3.25, 3)).isEqualTo(5);
        assertThat(end(rule, 4, 3.75, 3.5)).isEqualTo(3);
    }

    @Test
    void remembersTheBestThroughACheckpoint() {
        EarlyStopping rule = new EarlyStopping(Monitor.ACCURACY, 3, 0);
        Progress progress = rule.next(rule.next(Progress.start(), 0.75), 0.5);
        assertThat(progress).isEqualTo(new Progress(2, 0.75, 1));
        Progress read = ConfigJson.part(Json.tree(progress), Progress.class);
        assertThat(read).isEqualTo(progress);
        assertThat(ConfigJson.part(Json.tree(Progress.start()), Progress.class)).isEqualTo(Progress.start());
        assertThat(ConfigJson.part(Json.tree(rule), EarlyStopping.class)).isEqualTo(rule);
    }

    @Test
    void takesNanForNoImprovement() {
        EarlyStopping rule = new EarlyStopping(Monitor.LOSS, 2, 0);
        assertThat(end(rule, Double.NaN, 1, Double.NaN, 0.5)).isZero();
        assertThat(end(rule, Double.NaN, Double.NaN)).isEqualTo(2);
    }

    @Test
    void watchesTheFigureOfItsName() {
        ValidationMetrics metrics = new ValidationMetrics(0.1, 0.2, 0.3, 0.4, 0.5, 0.6);
        assertThat(Monitor.LOSS.of(metrics)).isEqualTo(0.1);
        assertThat(Monitor.ACCURACY.of(metrics)).isEqualTo(0.2);
        assertThat(Monitor.AREA_UNDER_CURVE.of(metrics)).isEqualTo(0.3);
        assertThat(Monitor.ONE_SHOT_ACCURACY.of(metrics)).isEqualTo(0.4);
        EarlyStopping rule = new EarlyStopping(Monitor.LOSS, 1, 0);
        assertThat(rule.next(Progress.start(), metrics)).isEqualTo(new Progress(1, 0.1, 0));
    }

    @Test
    void refusesWhatWouldNeverOrAlwaysEnd() {
        assertThatThrownBy(() -> new EarlyStopping(Monitor.LOSS, 0, 0))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("patience must be at least 1: 0");
        assertThatThrownBy(() -> new EarlyStopping(Monitor.LOSS, 1, Double.NaN)).isInstanceOf(TrainingException.class);
    }
}
