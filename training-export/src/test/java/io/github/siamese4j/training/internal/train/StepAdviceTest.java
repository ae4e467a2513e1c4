package io.github.siamese4j.training.internal.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.training.LearningRateSchedule;
import io.github.siamese4j.training.LearningRateSchedule.Shape;
import io.github.siamese4j.training.OptimizerSettings.Rule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with the advice written by src/test/python/schedule_golden.py. */
class StepAdviceTest {

    record Golden(List<Advice> advices) {}

    record Advice(long steps, long stepsPerEpoch, Rule rule, long epochsNeeded) {}

    static List<Advice> advices() {
        return GoldenFile.read("schedules.json", Golden.class).advices();
    }

    @ParameterizedTest
    @MethodSource("advices")
    void advisesLikeTheOriginal(Advice golden) {
        Optional<StepAdvice> advice = StepAdvice.of(golden.steps(), golden.stepsPerEpoch(), golden.rule());
        assertThat(advice.map(StepAdvice::epochsNeeded).orElse(0L)).isEqualTo(golden.epochsNeeded());
    }

    @Test
    void saysHowManyEpochsAreNeeded() {
        LearningRateSchedule few = LearningRateSchedule.ofEpochs(Shape.EPOCH_COSINE, 1e-3, 0.01, 10, 300);
        assertThat(StepAdvice.of(few.steps(), few.stepsPerEpoch(), Rule.ADAM)
                        .orElseThrow()
                        .message(Rule.ADAM))
                .isEqualTo("the run has 3000 steps; with ADAM, more than 10000 steps (34 epochs) are advised");
    }
}
