package io.github.siamese4j.training.cli;

import io.github.siamese4j.ProgressListener;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a long command on standard error: a bar on a terminal, otherwise a line every ten seconds. Not
 * thread-safe.
 */
final class ProgressDisplay implements ProgressListener, AutoCloseable {

    private static final String TERMINAL = "siamese4j.terminal";
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int BAR_WIDTH = 100;

    private final String task;
    private final PrintWriter messages;
    private final @Nullable PrintStream terminal;
    private final LongSupplier nanoTime;
    private final long start;
    private long lastLine;
    private @Nullable ProgressBar bar;

    /** Creates a display that shows a bar on the given terminal, or prints lines if there is none. */
    ProgressDisplay(String task, PrintWriter messages, @Nullable PrintStream terminal, LongSupplier nanoTime) {
        this.task = task;
        this.messages = messages;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        start = nanoTime.getAsLong();
        lastLine = start;
    }

    static ProgressDisplay onStandardError(String task, PrintWriter messages) {
        return new ProgressDisplay(task, messages, isTerminal() ? System.err : null, System::nanoTime);
    }

    /** Returns whether standard error is a terminal, which the launcher knows and Java cannot tell. */
    private static boolean isTerminal() {
        return Boolean.getBoolean(TERMINAL);
    }

    @Override
    public void progressed(Stage stage, long done, long total) {
        if (terminal != null) {
            ProgressBar shown = bar != null ? bar : showBar(terminal, total);
            bar = shown;
            shown.maxHint(total).stepTo(done);
            return;
        }
        long now = nanoTime.getAsLong();
        if (now - lastLine >= BETWEEN_LINES.toNanos() && done < total) {
            lastLine = now;
            long secondsLeft = Duration.ofNanos((long) ((double) (now - start) / done * (total - done)))
                    .toSeconds();
            message(String.format(
                    Locale.ROOT,
                    "%s: %d of %d, %d:%02d:%02d left",
                    task,
                    done,
                    total,
                    secondsLeft / 3600,
                    secondsLeft / 60 % 60,
                    secondsLeft % 60));
        }
    }

    /** Returns a listener to one part of the task, which starts after the given amount of all parts together. */
    ProgressListener part(long before, long total) {
        return (stage, done, partTotal) -> progressed(stage, before + done, total);
    }

    private ProgressBar showBar(PrintStream out, long total) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(1000)
                .showSpeed()
                .setConsumer(new DelegatingProgressBarConsumer(text -> out.print("\r" + text), BAR_WIDTH))
                .build();
    }

    /** Prints a line, in place of the bar if there is one. */
    void message(String line) {
        if (bar != null && terminal != null) {
            terminal.printf(Locale.ROOT, "\r%-" + BAR_WIDTH + "s%n", line);
        } else {
            messages.println(line);
            messages.flush();
        }
    }

    @Override
    public void close() {
        if (bar != null && terminal != null) {
            bar.close();
            terminal.println();
        }
    }
}
