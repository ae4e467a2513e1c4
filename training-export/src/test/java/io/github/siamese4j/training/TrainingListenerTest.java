package io.github.siamese4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingListenerTest {

    @Test
    void tellsBothListenersInOrder() {
        List<String> told = new ArrayList<>();
        TrainingListener both = listener(told, "a").and(listener(told, "b"));
        both.onMessage("m");
        both.onStep(new TrainingListener.StepReport(1, 2, 0, 0, 0, 0, 0));
        both.onEvaluation(1, new ValidationMetrics(0.3984, 0.8, 0.9, 0.6, 0.4, 0.7), true);
        assertThat(told).containsExactly("a m", "b m", "a 1", "b 1", "a true", "b true");
    }

    private static TrainingListener listener(List<String> told, String name) {
        return new TrainingListener() {
            @Override
            public void onMessage(String message) {
                told.add(name + " " + message);
            }

            @Override
            public void onStep(StepReport report) {
                told.add(name + " " + report.step());
            }

            @Override
            public void onEvaluation(long step, ValidationMetrics metrics, boolean best) {
                told.add(name + " " + best);
            }
        };
    }
}
