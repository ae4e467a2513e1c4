package io.github.siamese4j.training.train;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.augment.AffineAugmentation;
import io.github.siamese4j.training.data.FolderLayout;
import io.github.siamese4j.training.data.SplitRule;
import io.github.siamese4j.training.loss.PairLoss;
import io.github.siamese4j.training.network.InputScaling;
import io.github.siamese4j.training.network.Precision;
import io.github.siamese4j.training.network.TwinDescription;
import io.github.siamese4j.training.sampling.SamplingPolicy;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides a training run. With the same values, data, processor and number of threads, a run on the CPU
 * gives the same weights.
 *
 * @param data folder of the labelled pictures
 * @param run folder of the run; created, must not hold another run
 * @param layout how the data folder is laid out
 * @param network what is trained
 * @param precision the arithmetic of the trunk in training; null stands for float32
 * @param split what is held out for validation
 * @param sampling how batches are put together
 * @param augmentation how pictures are distorted
 * @param loss what is minimized
 * @param optimizer how gradients change the weights
 * @param averageDecay decay of the moving average of the weights, which then is what is measured and used, in [0, 1);
 *     0: no average
 * @param schedule the learning rate, and with it the number of steps
 * @param evaluation how the network is measured
 * @param checkpointEvery steps between two saves of {@code last}; evaluations save too
 * @param seed what batches, distortions and starting weights are drawn from
 * @param initialWeights checkpoint directory whose matching weights are the start, or null
 * @param workers threads that prepare batches
 * @param maxPictureBytes bytes of decoded pictures that may stay in memory
 * @param maxCorruptFraction share of undecodable pictures above which the data is refused, in [0, 1]
 */
public record TrainingConfig(
        Path data,
        Path run,
        FolderLayout layout,
        TwinDescription network,
        Precision precision,
        SplitRule split,
        SamplingPolicy sampling,
        AffineAugmentation augmentation,
        PairLoss loss,
        OptimizerSettings optimizer,
        double averageDecay,
        LearningRateSchedule schedule,
        EvaluationSettings evaluation,
        int checkpointEvery,
        long seed,
        @Nullable Path initialWeights,
        int workers,
        long maxPictureBytes,
        double maxCorruptFraction) {

    /**
     * Checks the ranges.
     *
     * @param data folder of the labelled pictures
     * @param run folder of the run
     * @param layout how the data folder is laid out
     * @param network what is trained
     * @param precision the arithmetic of the trunk in training; null (a configuration without it) stands for float32
     * @param split what is held out for validation
     * @param sampling how batches are put together
     * @param augmentation how pictures are distorted
     * @param loss what is minimized
     * @param optimizer how gradients change the weights
     * @param averageDecay decay of the moving average of the weights, which then is what is measured and used, in [0, 1);
     *     0: no average
     * @param schedule the learning rate, and with it the number of steps
     * @param evaluation how the network is measured
     * @param checkpointEvery steps between two saves of {@code last}
     * @param seed what batches, distortions and starting weights are drawn from
     * @param initialWeights checkpoint directory whose matching weights are the start, or null
     * @param workers threads that prepare batches
     * @param maxPictureBytes bytes of decoded pictures that may stay in memory
     * @param maxCorruptFraction share of undecodable pictures above which the data is refused, in [0, 1]
     */
    @SuppressWarnings("NullAway") // JSON without the member calls this with null.
    public TrainingConfig {
        precision = Objects.requireNonNullElse(precision, Precision.FLOAT32);
        if (checkpointEvery < 1 || workers < 1 || maxPictureBytes < 0) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "checkpointEvery and workers must be at least 1, maxPictureBytes at least 0: " + checkpointEvery
                            + ", " + workers + ", " + maxPictureBytes);
        }
        if (!(averageDecay >= 0 && averageDecay < 1)) {
            throw new TrainingException(Code.CONFIG_INVALID, "averageDecay must be in [0, 1): " + averageDecay);
        }
        if (!(maxCorruptFraction >= 0 && maxCorruptFraction <= 1)) {
            throw new TrainingException(
                    Code.CONFIG_INVALID, "maxCorruptFraction must be in [0, 1]: " + maxCorruptFraction);
        }
    }

    /**
     * The checkpoint to start from.
     *
     * @return its directory, or empty for random weights
     */
    public Optional<Path> start() {
        return Optional.ofNullable(initialWeights);
    }

    /** The same run in another place. */
    TrainingConfig withRun(Path folder) {
        return new TrainingConfig(
                data,
                folder,
                layout,
                network,
                precision,
                split,
                sampling,
                augmentation,
                loss,
                optimizer,
                averageDecay,
                schedule,
                evaluation,
                checkpointEvery,
                seed,
                initialWeights,
                workers,
                maxPictureBytes,
                maxCorruptFraction);
    }

    /**
     * Starts a configuration: VGG16 with batch normalization at 105×105, a tenth of the groups held out, 1,000 steps of
     * AdamW at 1e-3 with 50 steps of warm-up, and the standard of each part.
     *
     * @param data folder of the labelled pictures
     * @param run folder of the run
     * @return a builder
     */
    public static Builder builder(Path data, Path run) {
        return new Builder(data, run);
    }

    /** Collects the settings of a run. Not thread-safe. */
    public static final class Builder {
        private final Path data;
        private final Path run;
        private FolderLayout layout = FolderLayout.AUTO;
        private TwinDescription network = TwinDescription.vgg16(105, 105, true, InputScaling.UNIT);
        private Precision precision = Precision.FLOAT32;
        private SplitRule split = SplitRule.tenthOfGroups();
        private SamplingPolicy sampling = SamplingPolicy.standard();
        private AffineAugmentation augmentation = AffineAugmentation.standard(128);
        private PairLoss loss = PairLoss.standard();
        private OptimizerSettings optimizer = OptimizerSettings.standard();
        private double averageDecay;
        private LearningRateSchedule schedule = new LearningRateSchedule(1e-3, 0.02, 50, 0, 1000);
        private EvaluationSettings evaluation = EvaluationSettings.standard();
        private int checkpointEvery = 100;
        private long seed;
        private @Nullable Path initialWeights;
        private int workers = 1;
        private long maxPictureBytes = 1L << 30;
        private double maxCorruptFraction = 0.01;

        private Builder(Path data, Path run) {
            this.data = data;
            this.run = run;
        }

        /**
         * Sets the folder layout.
         *
         * @param value default {@link FolderLayout#AUTO}
         * @return this
         */
        public Builder layout(FolderLayout value) {
            this.layout = value;
            return this;
        }

        /**
         * Sets the network.
         *
         * @param value default VGG16 with batch normalization at 105×105
         * @return this
         */
        public Builder network(TwinDescription value) {
            this.network = value;
            return this;
        }

        /**
         * Sets the arithmetic of the trunk.
         *
         * @param value default {@link Precision#FLOAT32}
         * @return this
         */
        public Builder precision(Precision value) {
            this.precision = value;
            return this;
        }

        /**
         * Sets what is held out.
         *
         * @param value default a tenth of the groups
         * @return this
         */
        public Builder split(SplitRule value) {
            this.split = value;
            return this;
        }

        /**
         * Sets how batches are put together.
         *
         * @param value default {@link SamplingPolicy#standard()}
         * @return this
         */
        public Builder sampling(SamplingPolicy value) {
            this.sampling = value;
            return this;
        }

        /**
         * Sets how pictures are distorted.
         *
         * @param value default {@link AffineAugmentation#standard(int)} with grey outside
         * @return this
         */
        public Builder augmentation(AffineAugmentation value) {
            this.augmentation = value;
            return this;
        }

        /**
         * Sets the loss.
         *
         * @param value default {@link PairLoss#standard()}
         * @return this
         */
        public Builder loss(PairLoss value) {
            this.loss = value;
            return this;
        }

        /**
         * Sets the optimizer.
         *
         * @param value default {@link OptimizerSettings#standard()}
         * @return this
         */
        public Builder optimizer(OptimizerSettings value) {
            this.optimizer = value;
            return this;
        }

        /**
         * Sets the moving average of the weights.
         *
         * @param value decay in [0, 1), such as 0.99; default 0: no average
         * @return this
         */
        public Builder averageDecay(double value) {
            this.averageDecay = value;
            return this;
        }

        /**
         * Sets the learning rate and the number of steps.
         *
         * @param value default 1,000 steps, peak 1e-3, floor 2 %, warm-up 50
         * @return this
         */
        public Builder schedule(LearningRateSchedule value) {
            this.schedule = value;
            return this;
        }

        /**
         * Sets how the network is measured.
         *
         * @param value default {@link EvaluationSettings#standard()}
         * @return this
         */
        public Builder evaluation(EvaluationSettings value) {
            this.evaluation = value;
            return this;
        }

        /**
         * Sets the steps between two saves.
         *
         * @param value default 100
         * @return this
         */
        public Builder checkpointEvery(int value) {
            this.checkpointEvery = value;
            return this;
        }

        /**
         * Sets the seed.
         *
         * @param value default 0
         * @return this
         */
        public Builder seed(long value) {
            this.seed = value;
            return this;
        }

        /**
         * Sets the checkpoint to start from.
         *
         * @param value directory, or null for random weights (default)
         * @return this
         */
        public Builder initialWeights(@Nullable Path value) {
            this.initialWeights = value;
            return this;
        }

        /**
         * Sets the threads that prepare batches.
         *
         * @param value default 1
         * @return this
         */
        public Builder workers(int value) {
            this.workers = value;
            return this;
        }

        /**
         * Sets the memory for decoded pictures.
         *
         * @param value in bytes, default 1 GiB; what does not fit is decoded again at each use
         * @return this
         */
        public Builder maxPictureBytes(long value) {
            this.maxPictureBytes = value;
            return this;
        }

        /**
         * Sets how many pictures may be undecodable.
         *
         * @param value share in [0, 1], default 0.01
         * @return this
         */
        public Builder maxCorruptFraction(double value) {
            this.maxCorruptFraction = value;
            return this;
        }

        /**
         * Makes the configuration.
         *
         * @return an immutable configuration
         * @throws TrainingException {@link Code#CONFIG_INVALID} when a value is out of its range
         */
        public TrainingConfig build() {
            return new TrainingConfig(
                    data,
                    run,
                    layout,
                    network,
                    precision,
                    split,
                    sampling,
                    augmentation,
                    loss,
                    optimizer,
                    averageDecay,
                    schedule,
                    evaluation,
                    checkpointEvery,
                    seed,
                    initialWeights,
                    workers,
                    maxPictureBytes,
                    maxCorruptFraction);
        }
    }
}
