package io.github.siamese4j.training.internal.log;

import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.ValidationMetrics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** Appends the messages and validations of a run to {@code train.log}, with their time in UTC. */
final class TextLog implements TrainingListener {
    private final Path file;
    private final Clock clock;

    TextLog(Path run, Clock clock) {
        this.file = run.resolve("train.log");
        this.clock = clock;
    }

    @Override
    public void onMessage(String message) {
        String line = clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + message.strip() + "\n";
        RunFolder.append(file, line.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void onEvaluation(long step, ValidationMetrics metrics, boolean best) {
        onMessage(metrics.line(step, best));
    }
}
