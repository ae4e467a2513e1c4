package io.github.siamese4j.training.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.training.TrainingException;
import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
    private final LearningRateSchedule schedule = new LearningRateSchedule(1e-3, 0.02, 10, 20, 130);

    @Test
    void warmsUpFallsAndStaysFlat() {
        assertThat(schedule.at(0)).isEqualTo(1e-4, within(1e-12));
        assertThat(schedule.at(4)).isEqualTo(5e-4, within(1e-12));
        assertThat(schedule.at(9)).isEqualTo(1e-3, within(1e-12));
        assertThat(schedule.at(10)).isEqualTo(1e-3, within(1e-12));
        // A quarter, half and three quarters of the cosine.
        assertThat(schedule.at(35)).isEqualTo(2e-5 + 9.8e-4 * (0.5 + Math.sqrt(0.125)), within(1e-12));
        assertThat(schedule.at(60)).isEqualTo(5.1e-4, within(1e-12));
        assertThat(schedule.at(85)).isEqualTo(2e-5 + 9.8e-4 * (0.5 - Math.sqrt(0.125)), within(1e-12));
        assertThat(schedule.at(110)).isEqualTo(2e-5, within(1e-12));
        assertThat(schedule.at(129)).isEqualTo(2e-5, within(1e-12));
    }

    @Test
    void refusesMoreWarmUpAndTailThanSteps() {
        assertThatThrownBy(() -> new LearningRateSchedule(1e-3, 0.02, 10, 20, 29))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("10 + 20 of 29");
    }
}
