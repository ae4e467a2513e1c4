package io.github.siamese4j.training.internal.log;

import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.ValidationMetrics;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the figures of a run for TensorBoard: {@code train/…} at each step, {@code validation/…} at each validation.
 */
final class TensorBoardLog implements TrainingListener {
    private final EventFile events;

    /** Creates an event file in the folder of a run that has completed some steps. */
    TensorBoardLog(Path run, long done) {
        this.events = new EventFile(run, done + 1, Clock.systemUTC());
    }

    @Override
    public void onStep(StepReport report) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("train/loss", report.loss());
        values.put("train/accuracy", report.accuracy());
        values.put("train/learning_rate", report.learningRate());
        values.put("train/gradient_norm", report.gradientNorm());
        values.put("train/images_per_second", report.imagesPerSecond());
        events.scalars(report.step(), values);
    }

    @Override
    public void onEvaluation(long step, ValidationMetrics metrics, boolean best) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("validation/loss", metrics.loss());
        values.put("validation/accuracy", metrics.accuracy());
        values.put("validation/area_under_curve", metrics.areaUnderCurve());
        values.put("validation/one_shot_accuracy", metrics.oneShotAccuracy());
        values.put("validation/threshold", metrics.threshold());
        events.scalars(step, values);
    }
}
