package io.github.siamese4j.examples;

import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.training.ConsoleProgress;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.LearningRateSchedule;
import io.github.siamese4j.training.ModelExport;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.Trainer;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingResult;
import io.github.siamese4j.training.TwinDescription;
import java.nio.file.Path;

/**
 * Trains a light network on a small part of Omniglot for a minute or two, exports it, and compares two images with it.
 * A good model needs the whole data set and hours.
 */
public final class TrainAndExport {

    private TrainAndExport() {}

    /**
     * Trains, exports and compares.
     *
     * @param args the folder of labelled images, the folder for run and model (without a run) and the number of steps;
     *     all optional
     */
    public static void main(String[] args) {
        Path data = Path.of(args.length > 0 ? args[0] : "examples/data/omniglot-tiny");
        Path work = Path.of(args.length > 1 ? args[1] : "examples/target/train-and-export");
        int steps = args.length > 2 ? Integer.parseInt(args[2]) : 200;

        TrainingConfig config = TrainingConfig.builder(data, work.resolve("run"))
                .network(TwinDescription.light(32, 32, true, InputScaling.INVERTED))
                .sampling(new SamplingPolicy(12, 4, 0, true, 0))
                .schedule(new LearningRateSchedule(2e-3, 0.02, steps / 10, 0, steps))
                .build();
        try (ConsoleProgress progress = ConsoleProgress.onStandardOutput()) {
            TrainingResult result = Trainer.train(config, progress);
            Path model = work.resolve("model");
            ModelExport.write(result.best(), model, ModelExport.Settings.of("tiny"));

            Path a = data.resolveSibling("../images/alpha-1.png");
            Path b = data.resolveSibling("../images/alpha-2.png");
            try (SiameseComparator comparator = SiameseComparator.load(model)) {
                System.out.printf("similarity %.4f%n", comparator.similarity(a, b));
            }
        }
    }
}
