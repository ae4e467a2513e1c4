package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.ProgressListener.Stage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

    private final StringWriter lines = new StringWriter();
    private final ByteArrayOutputStream bars = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong(-7);

    private ProgressDisplay display(boolean terminal) {
        PrintStream screen = terminal ? new PrintStream(bars, true, StandardCharsets.UTF_8) : null;
        return new ProgressDisplay("encode", new PrintWriter(lines), screen, nanos::get);
    }

    private String bars() {
        return bars.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsALineEveryTenSecondsWithoutATerminal() {
        try (ProgressDisplay display = display(false)) {
            for (int done = 1; done <= 2000; done++) {
                nanos.addAndGet(30_000_000);
                display.progressed(Stage.ENCODING, done, 2000);
            }
        }
        // 334 images of 0.03 s take 10.02 s; the 1666 others take 49.98 s.
        assertThat(lines.toString())
                .startsWith("encode: 334 of 2000, 0:00:49 left\n")
                .hasLineCount(5)
                .doesNotContain("\r", "\u001b", "2000 of");
    }

    @Test
    void printsNothingForAShortTask() {
        try (ProgressDisplay display = display(false)) {
            display.progressed(Stage.ENCODING, 1, 2);
            display.progressed(Stage.ENCODING, 2, 2);
        }
        assertThat(lines.toString()).isEmpty();
    }

    @Test
    void showsOneBarForAllParts() {
        try (ProgressDisplay display = display(true)) {
            for (int part = 0; part < 20; part++) {
                for (int done = 1; done <= 40; done++) {
                    display.part(40L * part, 800).progressed(Stage.ENCODING, done, 40);
                }
            }
        }
        assertThat(bars()).contains("encode", "800/800").containsOnlyOnce("\n");
        assertThat(lines.toString()).isEmpty();
    }

    @Test
    void printsMessagesInPlaceOfTheBar() {
        try (ProgressDisplay display = display(true)) {
            display.message("before");
            display.progressed(Stage.ENCODING, 1, 2);
            display.message("skipped x.png");
        }
        assertThat(lines.toString()).isEqualTo(String.format("before%n"));
        assertThat(bars()).containsPattern("\rskipped x\\.png {87}\\R");
    }
}
