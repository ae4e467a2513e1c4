package io.github.siamese4j.training.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.training.OptimizerSettings.Rule;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.internal.train.GoldenFile;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with the rates written by src/test/python/schedule_golden.py. */
class BatchScaledRateTest {
    private static final Percentage EQUAL = Percentage.withPercentage(1e-8);

    record Golden(List<Fit> batches) {}

    record Fit(Rule rule, double peak, double floor, int batch, double fit, double fitFloor) {}

    static List<Fit> batches() {
        return GoldenFile.read("schedules.json", Golden.class).batches();
    }

    @ParameterizedTest
    @MethodSource("batches")
    void scalesByBatchLikeTheOriginal(Fit golden) {
        BatchScaledRate rate = BatchScaledRate.of(golden.peak(), golden.floor(), golden.batch(), golden.rule());
        assertThat(rate.peak()).isCloseTo(golden.fit(), EQUAL);
        assertThat(rate.floor()).isCloseTo(golden.fitFloor(), EQUAL);
        assertThat(rate.peak() * rate.floorRatio()).isCloseTo(golden.fitFloor(), EQUAL);
    }

    @Test
    void refusesAFloorAboveThePeak() {
        assertThatThrownBy(() -> BatchScaledRate.of(1e-3, 1e-2, 8, Rule.SGD)).isInstanceOf(TrainingException.class);
    }
}
