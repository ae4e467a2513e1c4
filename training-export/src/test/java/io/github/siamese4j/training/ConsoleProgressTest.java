package io.github.siamese4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.training.TrainingListener.StepReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong(-5);

    private ConsoleProgress progress(boolean terminal) {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new ConsoleProgress(out, terminal, nanos::get);
    }

    private static StepReport report(long step, double loss, double accuracy) {
        return new StepReport(step, 400, loss, accuracy, 2e-3, 1, 8.25);
    }

    @Test
    void printsALineNowAndThenWithoutATerminal() {
        try (ConsoleProgress progress = progress(false)) {
            // A resumed run takes 7 seconds for each step.
            for (long step = 101; step <= 111; step++) {
                progress.onStep(report(step, 0.5, 0.75));
                nanos.addAndGet(7_000_000_000L);
            }
            progress.onEvaluation(111, new ValidationMetrics(0.5, 0.8, 0.9, 0.6, 0.4, 0.7), true);
            progress.onStep(report(400, 0.5, 0.75));
        }
        String figures = "loss 0.5000 acc 0.750 lr 2.00e-03 8.3 img/s";
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .hasLineCount(5)
                .containsSubsequence(
                        "step 101/400: " + figures + "\n",
                        // 294 steps of 7 s take 34 min 18 s.
                        "step 106/400: " + figures + ", 0:34:18 left\n",
                        "step 111/400: " + figures + ", 0:33:43 left\n",
                        "step 111: held-out loss 0.5000, pairs 80.00 %, AUC 0.9000, one-shot 60.00 % (best)\n",
                        "step 400/400: " + figures + ", 0:00:00 left\n")
                .doesNotContain("\r");
    }

    @Test
    void averagesOverTheLastSteps() {
        try (ConsoleProgress progress = progress(false)) {
            progress.onStep(report(1, 1, 0.5));
            nanos.addAndGet(60_000_000_000L);
            progress.onStep(report(2, 0, 1));
        }
        // The weights are 0.95 and 1, divided by their sum.
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("loss 0.4872 acc 0.756");
    }

    @Test
    void showsABarOnATerminal() {
        try (ConsoleProgress progress = progress(true)) {
            progress.onStep(report(1, 0.5, 0.75));
            progress.onStep(report(400, 0.5, 0.75));
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("\r", "100%", "400/400", "loss 0.5000 acc 0.750 lr 2.00e-03 8.3 img/s");
    }
}
