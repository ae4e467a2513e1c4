package io.github.siamese4j.training.cli;

import io.github.siamese4j.ProgressListener;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on standard error that appears with the first picture. */
final class PictureBar implements ProgressListener, AutoCloseable {

    private final String name;
    private @Nullable ProgressBar bar;

    PictureBar(String name) {
        this.name = name;
    }

    @Override
    public void progressed(Stage stage, long done, long total) {
        ProgressBar shown = bar;
        if (shown == null) {
            shown = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(1000)
                    .showSpeed()
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, 100))
                    .build();
            bar = shown;
        }
        shown.maxHint(total).stepTo(done);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
