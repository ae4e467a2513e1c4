package io.github.siamese4j.training;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Prints running loss and accuracy, learning rate, speed and remaining time. On a terminal it shows a progress bar.
 * Elsewhere it prints a line at the first step, at the last step and every 30 seconds. Not thread-safe; close it at the
 * end.
 */
public final class ConsoleProgress implements TrainingListener, AutoCloseable {
    private static final double KEEP = 0.95;
    private static final long BETWEEN_LINES = Duration.ofSeconds(30).toNanos();

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private @Nullable ProgressBar bar;
    private long started = Long.MIN_VALUE;
    private long firstStep;
    private long lastLine;
    private double loss;
    private double accuracy;
    private double weight;

    /** {@return a listener that prints to the standard output, which stays open} */
    public static ConsoleProgress onStandardOutput() {
        return new ConsoleProgress(System.out);
    }

    /**
     * Creates a listener that prints to a stream.
     *
     * @param out the stream; not closed. A bar is shown if it is {@link System#out} or {@link System#err} and a
     *     terminal
     */
    public ConsoleProgress(PrintStream out) {
        this(out, isTerminal(out), System::nanoTime);
    }

    ConsoleProgress(PrintStream out, boolean terminal, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    /** Returns whether a stream is a terminal. The launcher knows this of standard error. */
    private static boolean isTerminal(PrintStream out) {
        String launcher = System.getProperty("siamese4j.terminal");
        if (out == System.err && launcher != null) {
            return Boolean.parseBoolean(launcher);
        }
        return (out == System.out || out == System.err) && isTerminal(System.console());
    }

    /** Returns whether the console is a terminal. Since Java 22 there is a console without a terminal, too. */
    private static boolean isTerminal(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    @Override
    public void onMessage(String message) {
        out.println(message);
    }

    @Override
    public void onStep(StepReport report) {
        loss = KEEP * loss + (1 - KEEP) * report.loss();
        accuracy = KEEP * accuracy + (1 - KEEP) * report.accuracy();
        weight = KEEP * weight + (1 - KEEP);
        String figures = String.format(
                Locale.ROOT,
                "loss %.4f acc %.3f lr %.2e %.1f img/s",
                loss / weight,
                accuracy / weight,
                report.learningRate(),
                report.imagesPerSecond());
        if (terminal) {
            ProgressBar shown = bar == null ? start(report) : bar;
            bar = shown;
            shown.setExtraMessage(" " + figures);
            shown.stepTo(report.step());
        } else {
            line(report, figures);
        }
    }

    private ProgressBar start(StepReport report) {
        return new ProgressBarBuilder()
                .setTaskName("train")
                .setInitialMax(report.steps())
                // Earlier steps of a resumed run do not count towards its speed.
                .startsFrom(report.step() - 1, Duration.ZERO)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(1000)
                .setConsumer(new ConsoleProgressBarConsumer(out, 150))
                .build();
    }

    private void line(StepReport report, String figures) {
        long now = nanoTime.getAsLong();
        boolean first = started == Long.MIN_VALUE;
        if (first) {
            started = now;
            firstStep = report.step();
        }
        if (first || report.step() == report.steps() || now - lastLine >= BETWEEN_LINES) {
            lastLine = now;
            long made = report.step() - firstStep;
            String left =
                    made == 0 ? "" : ", " + clock((now - started) / made * (report.steps() - report.step())) + " left";
            out.println("step " + report.step() + "/" + report.steps() + ": " + figures + left);
        }
    }

    private static String clock(long nanos) {
        Duration time = Duration.ofNanos(nanos);
        return String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }

    @Override
    public void onEvaluation(long step, ValidationMetrics metrics, boolean best) {
        if (bar != null) {
            // End the line of the bar.
            out.println();
        }
        out.println(metrics.line(step, best));
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
