package io.github.siamese4j.training.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.TrainingListener.StepReport;
import io.github.siamese4j.training.ValidationMetrics;
import io.github.siamese4j.training.internal.data.Picture;
import io.github.siamese4j.training.internal.draw.CurveChart;
import io.github.siamese4j.training.internal.draw.SamplePairs;
import io.github.siamese4j.training.internal.log.RunLog;
import io.github.siamese4j.training.internal.log.TextLog;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves beside its checkpoints. */
class RunFilesTest {
    private static final ValidationMetrics METRICS = new ValidationMetrics(0.3984, 0.8, 0.9, 0.6, 0.4, 0.7);
    private static final int GREEN = 0x1e8c3c;
    private static final int RED = 0xd22828;

    @TempDir
    Path run;

    @Test
    void logsWithTime() {
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T01:02:03.456Z"), ZoneOffset.UTC);
        new TextLog(run, clock).onMessage("40 classes\n");
        TextLog later = new TextLog(run, clock);
        later.onEvaluation(7, METRICS, false);
        assertThat(run.resolve("train.log"))
                .hasContent("2026-11-22T01:02:03Z 40 classes\n2026-11-22T01:02:03Z step 7: held-out loss 0.3984, pairs"
                        + " 80.00 %, AUC 0.9000, one-shot 60.00 %\n");
    }

    @Test
    void tellsBothListenersInOrder() {
        List<String> told = new ArrayList<>();
        TrainingListener both = listener(told, "a").and(listener(told, "b"));
        both.onMessage("m");
        both.onStep(new StepReport(1, 2, 0, 0, 0, 0, 0));
        both.onEvaluation(1, METRICS, true);
        assertThat(told).containsExactly("a m", "b m", "a 1", "b 1", "a true", "b true");
    }

    private static TrainingListener listener(List<String> told, String name) {
        return new TrainingListener() {
            @Override
            public void onMessage(String message) {
                told.add(name + " " + message);
            }

            @Override
            public void onStep(StepReport report) {
                told.add(name + " " + report.step());
            }

            @Override
            public void onEvaluation(long step, ValidationMetrics metrics, boolean best) {
                told.add(name + " " + best);
            }
        };
    }

    @Test
    void keepsACheckpointNamedByStepAndLosses() {
        TrainingConfig config = KilledRun.config(run, run);
        Map<String, FloatTensor> weights = TwinParameters.initialize(config.network(), 1);
        Checkpoint checkpoint = new Checkpoint(
                config, 300, weights, weights, Map.of(), METRICS, METRICS, EarlyStopping.Progress.start());
        Path kept = KeptCheckpoints.keep(run, checkpoint, 0.41249);
        assertThat(kept).isEqualTo(run.resolve("checkpoints/step000300-loss0.412-val_loss0.398"));
        assertThat(TrainedModel.load(kept).step()).isEqualTo(300);
        assertThat(KeptCheckpoints.name(12345678, 1, null)).isEqualTo("step12345678-loss1.000");
    }

    @Test
    void meansTheLossOfSomeSteps() {
        RunLog log = new RunLog(run, 0);
        for (int step = 1; step <= 6; step++) {
            log.step(new StepReport(step, 6, step, 0, 0, 0, 0));
        }
        assertThat(log.meanLoss(2, 5)).isEqualTo(4);
        assertThat(log.meanLoss(6, 9)).isNaN();
    }

    @Test
    void smoothsWithoutBias() {
        double[] same = new double[100];
        Arrays.fill(same, 3);
        assertThat(CurveChart.smooth(same)).containsOnly(new double[] {3}, within(1e-12));
        double[] two = CurveChart.smooth(new double[] {1, 0});
        // A span of 10 keeps 9 / 11.
        assertThat(two[1]).isEqualTo(9.0 / 20, within(1e-12));
    }

    @Test
    void marksRightAndWrongPairs() throws IOException {
        Path file = run.resolve("pairs.png");
        Picture grey = Picture.of(5, 7, 1, new byte[35]);
        Picture colour = Picture.of(3, 3, 3, new byte[27]);
        SamplePairs.draw(
                file,
                "step 7",
                List.of(
                        new SamplePairs.Pair(grey, colour, true, 0.6),
                        new SamplePairs.Pair(grey, grey, true, 0.4),
                        new SamplePairs.Pair(colour, grey, false, 0.5),
                        new SamplePairs.Pair(colour, grey, false, 0.49)),
                0.5);
        BufferedImage picture = ImageIO.read(file.toFile());
        // The frame, two pixels left of each pair: the first half has the same, the second the different ones.
        int cell = picture.getWidth() / 4;
        List<Integer> frames = new ArrayList<>();
        for (int column = 0; column < 4; column++) {
            frames.add(picture.getRGB(column * cell + 14, 100) & 0xffffff);
        }
        assertThat(frames).containsExactly(GREEN, RED, RED, GREEN);
        assertThat(picture.getRGB(cell / 2, 100) & 0xffffff).isZero();
    }
}
