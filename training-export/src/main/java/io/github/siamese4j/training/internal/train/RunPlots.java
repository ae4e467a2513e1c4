package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.ValidationMetrics;
import io.github.siamese4j.training.internal.draw.CurveChart;
import io.github.siamese4j.training.internal.draw.SamplePairs;
import io.github.siamese4j.training.internal.log.RunLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Draws {@code curves.png} and {@code pairs.png} of a run. A plot that cannot be written is reported and does not stop
 * the training, because the figures are in the CSV files.
 */
final class RunPlots {
    private static final String CURVES = "curves.png";
    private static final String PAIRS = "pairs.png";
    /** The number of pairs of each kind in {@code pairs.png}. */
    private static final int SAMPLE_PAIRS = 8;

    private final Path run;
    private final TrainingListener listener;

    RunPlots(Path run, TrainingListener listener) {
        this.run = run;
        this.listener = listener;
    }

    void drawCurves(RunLog log) {
        draw(CURVES, file -> CurveChart.draw(file, log));
    }

    void drawPairs(Validator validator, ValidationMetrics metrics, long step) {
        List<SamplePairs.Pair> pairs = validator.samplePairs(SAMPLE_PAIRS);
        if (!pairs.isEmpty()) {
            String title = String.format(Locale.ROOT, "step %d, threshold %.3f", step, metrics.threshold());
            draw(PAIRS, file -> SamplePairs.draw(file, title, pairs, metrics.threshold()));
        }
    }

    private void draw(String file, Consumer<Path> plot) {
        try {
            plot.accept(run.resolve(file));
        } catch (TrainingException e) {
            listener.onMessage(file + " is not drawn: " + e.getMessage());
        }
    }
}
