package io.github.siamese4j.training.internal.log;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingListener.StepReport;
import io.github.siamese4j.training.ValidationMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The CSV files of a run: {@code steps.csv} with a line for each step and {@code metrics.csv} with a line for each
 * validation.
 */
public final class RunLog {
    private static final String STEPS_HEADER = "step,loss,accuracy,learning_rate,gradient_norm,images_per_second";
    private static final String METRICS_HEADER =
            "step,loss,accuracy,area_under_curve,one_shot_accuracy,threshold,score_spread";

    private final Path steps;
    private final Path metrics;

    /** Opens the files and removes the lines after a step, because the resumed run repeats those steps. */
    public RunLog(Path run, long upTo) {
        this.steps = run.resolve("steps.csv");
        this.metrics = run.resolve("metrics.csv");
        trim(steps, STEPS_HEADER, upTo);
        trim(metrics, METRICS_HEADER, upTo);
    }

    /** Appends a line to {@code steps.csv}. */
    public void step(StepReport r) {
        append(
                steps,
                "%d,%.6g,%.5f,%.6g,%.6g,%.2f",
                r.step(),
                r.loss(),
                r.accuracy(),
                r.learningRate(),
                r.gradientNorm(),
                r.imagesPerSecond());
    }

    /** Appends a line to {@code metrics.csv}. */
    public void evaluation(long step, ValidationMetrics m) {
        append(
                metrics,
                "%d,%.6g,%.5f,%.5f,%.5f,%.6f,%.6g",
                step,
                m.loss(),
                m.accuracy(),
                m.areaUnderCurve(),
                m.oneShotAccuracy(),
                m.threshold(),
                m.scoreSpread());
    }

    /** Returns the rows of {@code steps.csv}. */
    public List<double[]> steps() {
        return rows(steps);
    }

    /** Returns the rows of {@code metrics.csv}. */
    public List<double[]> evaluations() {
        return rows(metrics);
    }

    /** Returns the mean loss of the steps in ({@code after}, {@code upTo}], or NaN if there are none. */
    public double meanLoss(long after, long upTo) {
        return steps().stream()
                .filter(row -> row[0] > after && row[0] <= upTo)
                .mapToDouble(row -> row[1])
                .average()
                .orElse(Double.NaN);
    }

    private static List<double[]> rows(Path file) {
        return lines(file).stream()
                .filter(line -> !line.startsWith("step"))
                .map(line -> Arrays.stream(line.split(",", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
    }

    private static void trim(Path file, String header, long upTo) {
        StringBuilder kept = new StringBuilder(header).append('\n');
        if (Files.exists(file)) {
            int columns = header.split(",", -1).length;
            for (String line : lines(file)) {
                String[] cells = line.split(",", -1);
                if (cells.length == columns && !line.startsWith("step") && Long.parseLong(cells[0]) <= upTo) {
                    kept.append(line).append('\n');
                }
            }
        }
        RunFolder.write(file, kept.toString());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new TrainingException(
                    Code.IO_FAILED,
                    "cannot read " + file + ": " + e.getMessage() + "; make it readable or delete it",
                    e);
        }
    }

    private static void append(Path file, String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values) + "\n";
        RunFolder.append(file, line.getBytes(StandardCharsets.UTF_8));
    }
}
