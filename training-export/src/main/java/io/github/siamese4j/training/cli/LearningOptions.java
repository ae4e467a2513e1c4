package io.github.siamese4j.training.cli;

import static io.github.siamese4j.training.cli.TrainCommand.or;

import io.github.siamese4j.training.loss.PairLoss;
import io.github.siamese4j.training.train.LearningRateSchedule;
import io.github.siamese4j.training.train.OptimizerSettings;
import io.github.siamese4j.training.train.TrainingConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is minimized, how, and for how long. */
final class LearningOptions {
    @Option(
            names = "--balanced-loss",
            negatable = true,
            fallbackValue = "true",
            description = "positives and negatives weigh half and half")
    private @Nullable Boolean balanced;

    @Option(names = "--anchor-softmax", description = "weight of the softmax over an anchor's pairs")
    private @Nullable Double anchorSoftmax;

    @Option(names = "--label-smoothing", description = "in [0, 1)")
    private @Nullable Double labelSmoothing;

    @Option(names = "--optimizer", description = "${COMPLETION-CANDIDATES}")
    private OptimizerSettings.@Nullable Rule optimizer;

    @Option(names = "--momentum", description = "beta1 of Adam, momentum of SGD")
    private @Nullable Double momentum;

    @Option(names = "--weight-decay", description = "decay of kernels and matrices")
    private @Nullable Double weightDecay;

    @Option(names = "--clip-norm", description = "largest gradient norm")
    private @Nullable Double clipNorm;

    @Option(
            names = "--ema",
            description = "decay of the moving average of the weights, which is then measured and exported, such as"
                    + " 0.99; 0: none")
    private @Nullable Double averageDecay;

    @Option(names = "--steps", description = "number of steps")
    private @Nullable Long steps;

    @Option(names = "--epochs", description = "passes over the training pictures, instead of --steps")
    private @Nullable Integer epochs;

    @Option(names = "--start-epoch", description = "epochs that count as done already")
    private @Nullable Integer startEpoch;

    @Option(names = "--learning-rate", description = "peak learning rate")
    private @Nullable Double learningRate;

    @Option(names = "--floor", description = "last learning rate as a share of the peak")
    private @Nullable Double floor;

    @Option(names = "--warm-up", description = "steps of warm-up")
    private @Nullable Long warmUp;

    @Option(names = "--tail", description = "last steps at the floor")
    private @Nullable Long tail;

    void apply(TrainingConfig base, TrainingConfig.Builder to) {
        PairLoss loss = base.loss();
        OptimizerSettings rule = base.optimizer();
        LearningRateSchedule rate = base.schedule();
        to.loss(new PairLoss(
                        or(balanced, loss.balanced()),
                        or(anchorSoftmax, loss.anchorSoftmax()),
                        or(labelSmoothing, loss.labelSmoothing())))
                .optimizer(new OptimizerSettings(
                        or(optimizer, rule.rule()),
                        or(momentum, rule.momentum()),
                        or(weightDecay, rule.weightDecay()),
                        or(clipNorm, rule.clipNorm())))
                .averageDecay(or(averageDecay, base.averageDecay()))
                .schedule(new LearningRateSchedule(
                        or(learningRate, rate.peak()),
                        or(floor, rate.floorRatio()),
                        or(warmUp, rate.warmupSteps()),
                        or(tail, rate.tailSteps()),
                        or(steps, rate.steps())))
                .epochs(or(epochs, steps == null ? base.epochs() : 0))
                .startEpoch(or(startEpoch, base.startEpoch()));
    }
}
