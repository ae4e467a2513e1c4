package io.github.siamese4j.training.cli;

import static io.github.siamese4j.training.cli.TrainCommand.or;

import io.github.siamese4j.training.EvaluationSettings;
import io.github.siamese4j.training.TrainingConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is measured and saved on the way. */
final class RunOptions {
    @Option(names = "--evaluate-every", description = "steps between evaluations")
    private @Nullable Integer evaluateEvery;

    @Option(names = "--evaluate-pictures", description = "held-out pictures to embed")
    private @Nullable Integer evaluatePictures;

    @Option(names = "--trials", description = "one-shot trials of an evaluation")
    private @Nullable Integer trials;

    @Option(names = "--ways", description = "classes of a one-shot trial")
    private @Nullable Integer ways;

    @Option(names = "--checkpoint-every", description = "steps between saves of the last checkpoint")
    private @Nullable Integer checkpointEvery;

    @Option(names = "--keep-every", description = "steps between checkpoints that are kept for good, 0: none")
    private @Nullable Integer keepEvery;

    @Option(names = "--seed", description = "seed of weights, batches and distortions")
    private @Nullable Long seed;

    void apply(TrainingConfig base, TrainingConfig.Builder to) {
        EvaluationSettings evaluation = base.evaluation();
        to.evaluation(new EvaluationSettings(
                        or(evaluateEvery, evaluation.every()),
                        or(evaluatePictures, evaluation.pictures()),
                        evaluation.pairs(),
                        or(trials, evaluation.trials()),
                        or(ways, evaluation.ways())))
                .checkpointEvery(or(checkpointEvery, base.run().checkpointEvery()))
                .keepEvery(or(keepEvery, base.run().keepEvery()))
                .seed(or(seed, base.run().seed()));
    }
}
