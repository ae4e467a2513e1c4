package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.EvaluationSettings;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.LearningRateSchedule;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.Trainer;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The program that {@link ResumeAfterKillTest} kills. It trains a tiny network or resumes its training, and prints each
 * step.
 */
final class KilledRun {
    static final int SIDE = 24;
    static final int STEPS = 30;

    private KilledRun() {}

    public static void main(String[] args) {
        Path data = Path.of(args[0]);
        Path run = Path.of(args[1]);
        TrainingListener progress = new TrainingListener() {
            @Override
            public void onStep(StepReport report) {
                System.out.println("step " + report.step());
            }
        };
        if (Files.exists(run.resolve("config.json"))) {
            Trainer.resume(run, progress);
        } else {
            Trainer.train(config(data, run), progress);
        }
        System.out.println("done");
    }

    static TrainingConfig config(Path data, Path run) {
        List<ConvBlock> blocks = List.of(new ConvBlock(12, 1), new ConvBlock(24, 1), new ConvBlock(32, 1));
        return TrainingConfig.builder(data, run)
                .network(new TwinDescription(SIDE, SIDE, blocks, true, 64, InputScaling.INVERTED, Fit.STRETCH))
                .sampling(new SamplingPolicy(6, 3, 2, true, 0))
                .augmentation(AffineAugmentation.standard(255))
                .schedule(new LearningRateSchedule(3e-3, 0.1, 5, 0, STEPS))
                .evaluation(new EvaluationSettings(7, 60, 400, 200, 5))
                .averageDecay(0.9)
                .checkpointEvery(2)
                .seed(11)
                .build();
    }
}
