package io.github.siamese4j.training.train;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a progress bar with running loss and accuracy, learning rate, speed and time left. Close it at the end. */
public final class ConsoleProgress implements TrainingListener, AutoCloseable {
    private static final double KEEP = 0.95;

    private final PrintStream out;
    private @Nullable ProgressBar bar;
    private double loss;
    private double accuracy;
    private double weight;

    /**
     * Progress on the standard output, which stays open.
     *
     * @return the progress
     */
    public static ConsoleProgress onStandardOutput() {
        return new ConsoleProgress(System.out);
    }

    /**
     * Shows progress on a stream.
     *
     * @param out where to; not closed
     */
    public ConsoleProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void onMessage(String message) {
        out.println(message);
    }

    @Override
    public void onStep(StepReport report) {
        ProgressBar shown = bar;
        if (shown == null) {
            shown = new ProgressBarBuilder()
                    .setTaskName("train")
                    .setInitialMax(report.steps())
                    // What a resumed run has done before does not count into its speed.
                    .startsFrom(report.step() - 1, Duration.ZERO)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(1000)
                    .setConsumer(new ConsoleProgressBarConsumer(out, 150))
                    .build();
            bar = shown;
        }
        loss = KEEP * loss + (1 - KEEP) * report.loss();
        accuracy = KEEP * accuracy + (1 - KEEP) * report.accuracy();
        weight = KEEP * weight + (1 - KEEP);
        shown.setExtraMessage(String.format(
                Locale.ROOT,
                " loss %.4f acc %.3f lr %.2e %.1f img/s",
                loss / weight,
                accuracy / weight,
                report.learningRate(),
                report.imagesPerSecond()));
        shown.stepTo(report.step());
    }

    @Override
    public void onEvaluation(long step, ValidationMetrics m, boolean best) {
        out.printf(
                Locale.ROOT,
                "%nstep %d: held-out loss %.4f, pairs %.2f %%, AUC %.4f, one-shot %.2f %%%s%n",
                step,
                m.loss(),
                100 * m.accuracy(),
                m.areaUnderCurve(),
                100 * m.oneShotAccuracy(),
                best ? " (best)" : "");
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
