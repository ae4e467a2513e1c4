package io.github.siamese4j.training.internal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingListener.StepReport;
import io.github.siamese4j.training.ValidationMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
    private static final ValidationMetrics METRICS = new ValidationMetrics(0.3984, 0.8, 0.9, 0.6, 0.4, 0.7);

    @TempDir
    Path run;

    private static StepReport report(long step) {
        return new StepReport(step, 6, 0.5 * step, 0.75, 1e-3, 2.25, 8.125);
    }

    @Test
    void writesALineForEachStepAndValidation() throws IOException {
        RunLog log = new RunLog(run, 0);
        log.step(report(1));
        log.evaluation(1, METRICS);
        assertThat(Files.readString(run.resolve("steps.csv"))).isEqualTo("""
                        step,loss,accuracy,learning_rate,gradient_norm,images_per_second
                        1,0.500000,0.75000,0.00100000,2.25000,8.13
                        """);
        assertThat(Files.readString(run.resolve("metrics.csv"))).isEqualTo("""
                        step,loss,accuracy,area_under_curve,one_shot_accuracy,threshold,score_spread
                        1,0.398400,0.80000,0.90000,0.60000,0.400000,0.700000
                        """);
        assertThat(log.steps()).containsExactly(new double[] {1, 0.5, 0.75, 1e-3, 2.25, 8.13});
        assertThat(log.evaluations()).containsExactly(new double[] {1, 0.3984, 0.8, 0.9, 0.6, 0.4, 0.7});
    }

    @Test
    void aResumedRunRemovesLaterAndIncompleteLines() throws IOException {
        RunLog killed = new RunLog(run, 0);
        for (int step = 1; step <= 5; step++) {
            killed.step(report(step));
        }
        killed.evaluation(2, METRICS);
        killed.evaluation(4, METRICS);
        // The process was killed while it wrote a line.
        Files.writeString(run.resolve("steps.csv"), "2,0.1,0", StandardOpenOption.APPEND);
        RunLog resumed = new RunLog(run, 3);
        resumed.step(report(4));
        assertThat(resumed.steps()).extracting(row -> row[0]).containsExactly(1.0, 2.0, 3.0, 4.0);
        assertThat(resumed.evaluations()).extracting(row -> row[0]).containsExactly(2.0);
    }

    @Test
    void meansTheLossOfSomeSteps() {
        RunLog log = new RunLog(run, 0);
        for (int step = 1; step <= 6; step++) {
            log.step(report(step));
        }
        assertThat(log.meanLoss(2, 5)).isEqualTo(2);
        assertThat(log.meanLoss(6, 9)).isNaN();
    }

    @Test
    void logsWithTime() {
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T01:02:03.456Z"), ZoneOffset.UTC);
        new TextLog(run, clock).onMessage("40 classes\n");
        TextLog later = new TextLog(run, clock);
        later.onEvaluation(7, METRICS, false);
        assertThat(run.resolve("train.log"))
                .hasContent("2026-11-22T01:02:03Z 40 classes\n2026-11-22T01:02:03Z step 7: held-out loss 0.3984, pairs"
                        + " 80.00 %, AUC 0.9000, one-shot 60.00 %\n");
    }

    @Test
    void refusesAFolderThatIsAFile() throws IOException {
        Path file = Files.createFile(run.resolve("file"));
        assertThatThrownBy(() -> RunFolder.create(file))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.IO_FAILED))
                .hasMessageContaining(file.toString());
    }
}
