package io.github.siamese4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.training.LearningRateSchedule.Shape;
import io.github.siamese4j.training.internal.config.ConfigJson;
import io.github.siamese4j.training.internal.json.Json;
import io.github.siamese4j.training.internal.train.GoldenFile;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares schedules with closed forms and with src/test/python/schedule_golden.py. */
class LearningRateScheduleTest {
    private static final Percentage EQUAL = Percentage.withPercentage(1e-8);

    record Golden(List<Curve> curves) {}

    @SuppressWarnings("ArrayRecordComponent")
    record Curve(Shape shape, double peak, double floorRatio, int epochs, double[] rates) {
        @Override
        public String toString() {
            return shape + " " + epochs;
        }
    }

    private static final Golden GOLDEN = GoldenFile.read("schedules.json", Golden.class);

    private final LearningRateSchedule schedule = new LearningRateSchedule(1e-3, 0.02, 10, 20, 130);

    static List<Curve> curves() {
        return GOLDEN.curves();
    }

    @ParameterizedTest
    @MethodSource("curves")
    void hasTheNumbersOfTheOriginal(Curve golden) {
        int perEpoch = 7;
        LearningRateSchedule curve = LearningRateSchedule.ofEpochs(
                golden.shape(), golden.peak(), golden.floorRatio(), golden.epochs(), perEpoch);
        assertThat(curve.steps()).isEqualTo(7L * golden.epochs());
        assertThat(curve.epochs()).isEqualTo(golden.epochs());
        for (int epoch = 0; epoch < golden.epochs(); epoch++) {
            for (int step : new int[] {0, perEpoch - 1}) {
                assertThat(curve.at((long) epoch * perEpoch + step))
                        .as("epoch " + epoch)
                        .isCloseTo(golden.rates()[epoch], EQUAL);
            }
        }
    }

    @Test
    void warmsUpFallsAndStaysFlat() {
        assertThat(schedule.at(0)).isEqualTo(1e-4, within(1e-12));
        assertThat(schedule.at(4)).isEqualTo(5e-4, within(1e-12));
        assertThat(schedule.at(9)).isEqualTo(1e-3, within(1e-12));
        assertThat(schedule.at(10)).isEqualTo(1e-3, within(1e-12));
        // One, two and three quarters of the cosine.
        assertThat(schedule.at(35)).isEqualTo(2e-5 + 9.8e-4 * (0.5 + Math.sqrt(0.125)), within(1e-12));
        assertThat(schedule.at(60)).isEqualTo(5.1e-4, within(1e-12));
        assertThat(schedule.at(85)).isEqualTo(2e-5 + 9.8e-4 * (0.5 - Math.sqrt(0.125)), within(1e-12));
        assertThat(schedule.at(110)).isEqualTo(2e-5, within(1e-12));
        assertThat(schedule.at(129)).isEqualTo(2e-5, within(1e-12));
    }

    @Test
    void staysConstant() {
        LearningRateSchedule constant = LearningRateSchedule.constant(3e-4, 50);
        assertThat(constant.at(0)).isEqualTo(3e-4);
        assertThat(constant.at(49)).isEqualTo(3e-4);
        assertThat(constant.steps()).isEqualTo(50);
    }

    @Test
    void countsAnIncompleteLastEpoch() {
        LearningRateSchedule cut = new LearningRateSchedule(1e-2, 0.01, 0, 0, 95, Shape.EPOCH_COSINE, 10);
        assertThat(cut.epochs()).isEqualTo(10);
        assertThat(cut.at(94)).isCloseTo(1e-4, EQUAL);
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        assertThatThrownBy(() -> new LearningRateSchedule(1e-3, 0.02, 10, 20, 29))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("10 + 20 of 29");
        assertThatThrownBy(() -> LearningRateSchedule.ofEpochs(Shape.EPOCH_DECAY, 1e-3, 0.01, 9, 5))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("at least 10 epochs");
        assertThatThrownBy(() -> LearningRateSchedule.ofEpochs(Shape.EPOCH_DECAY, 1e-3, 0, 20, 5))
                .hasMessageContaining("floor above 0");
        assertThatThrownBy(() -> new LearningRateSchedule(1e-3, 0.02, 10, 0, 100, Shape.EPOCH_COSINE, 10))
                .hasMessageContaining("EPOCH_COSINE");
    }

    @Test
    void readsConfigurationsWithoutTheLaterMembers() {
        String old = "{\"peak\": 0.001, \"floorRatio\": 0.02, \"warmupSteps\": 10, \"tailSteps\": 20, \"steps\": 130}";
        assertThat(ConfigJson.part(Json.parse(old), LearningRateSchedule.class)).isEqualTo(schedule);
        LearningRateSchedule epochs = LearningRateSchedule.ofEpochs(Shape.EPOCH_DECAY, 1e-2, 0.01, 100, 30);
        assertThat(ConfigJson.part(Json.tree(epochs), LearningRateSchedule.class))
                .isEqualTo(epochs);
    }
}
