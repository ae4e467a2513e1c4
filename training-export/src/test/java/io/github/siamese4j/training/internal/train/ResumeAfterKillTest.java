package io.github.siamese4j.training.internal.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.Trainer;
import io.github.siamese4j.training.TrainingListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a training process with SIGKILL repeatedly, then lets it finish. It is killed at random moments after a step
 * and while it writes a checkpoint. The moments are counted in steps of the process, so that a slow machine tests the
 * same.
 */
class ResumeAfterKillTest {
    private static final int KILLS = 5;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void endsWithTheSameBitsAsAnUninterruptedRun() throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        Pictures.grouped(data, 5, 4, 6, KilledRun.SIDE);
        Path whole = folder.resolve("whole");
        Trainer.train(KilledRun.config(data, whole), TrainingListener.SILENT);

        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path killed = folder.resolve("killed");
        List<String> story = new ArrayList<>(List.of("seed " + seed));
        int whileWriting = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            boolean atSave = kill % 2 == 0;
            int before = unfinished(killed);
            story.add(startAndKill(data, killed, 1 + random.nextInt(5), atSave, random));
            whileWriting += unfinished(killed) > before ? 1 : 0;
        }
        Process last = start(data, killed);
        List<String> lines;
        try (BufferedReader out = last.inputReader()) {
            lines = out.lines().toList();
        }
        assertThat(last.waitFor()).as("%s: %s", story, lines).isZero();
        assertThat(lines).as("%s", story).endsWith("done");

        for (String kind : List.of("last", "best")) {
            for (String file : List.of("weights.safetensors", "raw.safetensors", "optimizer.safetensors")) {
                assertThat(killed.resolve(kind).resolve(file))
                        .as("%s", story)
                        .hasSameBinaryContentAs(whole.resolve(kind).resolve(file));
            }
        }
        assertThat(killed.resolve("metrics.csv")).hasSameTextualContentAs(whole.resolve("metrics.csv"));
        assertThat(Files.readAllLines(killed.resolve("steps.csv"))).hasSize(KilledRun.STEPS + 1);
        // Without such a kill the test would not cover interrupted saves.
        assertThat(whileWriting)
                .as("kills while a checkpoint was written: %s", story)
                .isPositive();
    }

    /** Starts a process and kills it after some steps, at once or when it begins to write a checkpoint. */
    private static String startAndKill(Path data, Path run, int steps, boolean atSave, Random random)
            throws IOException, InterruptedException {
        Process child = start(data, run);
        String line = "";
        try (BufferedReader out = child.inputReader()) {
            for (int seen = 0; seen < steps && !line.equals("done"); ) {
                line = String.valueOf(out.readLine());
                assertThat(line).as("the child ended early").isNotEqualTo("null");
                seen += line.startsWith("step ") ? 1 : 0;
            }
            int before = unfinished(run);
            while (atSave && child.isAlive() && unfinished(run) == before) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(random.nextInt(atSave ? 1_000_000 : 20_000_000));
            child.destroyForcibly();
            assertThat(child.waitFor()).isNotZero();
        }
        return (atSave ? "at a save after " : "after ") + line;
    }

    /** Returns the number of directories in which a checkpoint is or was being written. */
    private static int unfinished(Path run) throws IOException {
        if (!Files.isDirectory(run)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(run)) {
            return (int) files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith(".last") && name.endsWith(".writing"))
                    .count();
        }
    }

    private static Process start(Path data, Path run) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.awt.headless=true",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledRun.class.getName(),
                        data.toString(),
                        run.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
