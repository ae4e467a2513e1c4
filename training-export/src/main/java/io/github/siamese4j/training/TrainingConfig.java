package io.github.siamese4j.training;

import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.config.ConfigChecks;
import io.github.siamese4j.training.internal.config.ConfigJson;
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
 * @param freezeTrunk true: only the head is trained
 * @param precision the arithmetic of the trunk in training; null stands for float32
 * @param devices graphics cards that share the pictures of a batch; at most as many as there are
 * @param split what is held out for validation
 * @param sampling how batches are put together
 * @param augmentation how pictures are distorted
 * @param loss what the scores of pairs cost
 * @param metricLoss what embeddings cost by their distances, added to the loss of pairs, or null
 * @param metricWeight how much the metric loss counts; the loss of pairs counts 1
 * @param optimizer how gradients change the weights
 * @param averageDecay decay of the moving average of the weights, which then is what is measured and used, in [0, 1);
 *     0: no average
 * @param schedule the learning rate, and with it the number of steps
 * @param epochs passes over the training pictures, which then decide on the number of steps; 0: the schedule does
 * @param startEpoch epochs that count as done already
 * @param evaluation how the network is measured
 * @param earlyStopping when to stop before the last step, or null
 * @param checkpointEvery steps between two saves of {@code last}; evaluations save too
 * @param keepEvery steps between two checkpoints that are kept for good; 0: none
 * @param seed what batches, distortions and starting weights are drawn from
 * @param initialWeights weights to start from, matched by name and shape, or null
 * @param workers threads that prepare batches
 * @param maxPictureBytes bytes of decoded pictures that may stay in memory
 * @param maxCorruptFraction share of undecodable pictures above which the data is refused, in [0, 1]
 */
public record TrainingConfig(
        Path data,
        Path run,
        FolderLayout layout,
        NetworkDescription network,
        boolean freezeTrunk,
        Precision precision,
        int devices,
        SplitRule split,
        SamplingPolicy sampling,
        Augmentation augmentation,
        PairLoss loss,
        @Nullable MetricLoss metricLoss,
        double metricWeight,
        OptimizerSettings optimizer,
        double averageDecay,
        LearningRateSchedule schedule,
        int epochs,
        int startEpoch,
        EvaluationSettings evaluation,
        @Nullable EarlyStopping earlyStopping,
        int checkpointEvery,
        int keepEvery,
        long seed,
        @Nullable Path initialWeights,
        int workers,
        long maxPictureBytes,
        double maxCorruptFraction) {

    /** Checks the ranges. */
    @SuppressWarnings("NullAway") // JSON without the member calls this with null.
    public TrainingConfig {
        precision = Objects.requireNonNullElse(precision, Precision.FLOAT32);
        ConfigChecks.requireCounts(devices, epochs, startEpoch, checkpointEvery, keepEvery, workers, maxPictureBytes);
        ConfigChecks.requireLoss(network.scorer(), loss, metricLoss, freezeTrunk);
        ConfigChecks.requireShares(metricWeight, averageDecay, maxCorruptFraction);
    }

    /**
     * What to start from.
     *
     * @return a checkpoint, a model directory or a file of weights; empty for random weights
     */
    public Optional<Path> start() {
        return Optional.ofNullable(initialWeights);
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

    /** Starts a builder that holds the values of this configuration. */
    public Builder toBuilder() {
        return new Builder(data, run)
                .layout(layout)
                .network(network)
                .freezeTrunk(freezeTrunk)
                .precision(precision)
                .devices(devices)
                .split(split)
                .sampling(sampling)
                .augmentation(augmentation)
                .loss(loss)
                .metricLoss(metricLoss)
                .metricWeight(metricWeight)
                .optimizer(optimizer)
                .averageDecay(averageDecay)
                .schedule(schedule)
                .epochs(epochs)
                .startEpoch(startEpoch)
                .evaluation(evaluation)
                .earlyStopping(earlyStopping)
                .checkpointEvery(checkpointEvery)
                .keepEvery(keepEvery)
                .seed(seed)
                .initialWeights(initialWeights)
                .workers(workers)
                .maxPictureBytes(maxPictureBytes)
                .maxCorruptFraction(maxCorruptFraction);
    }

    /**
     * Reads the {@code config.json} of a run.
     *
     * @param file the file
     * @return what it says
     * @throws TrainingException {@link Code#CONFIG_INVALID} when it cannot be read or a value is out of its range
     */
    public static TrainingConfig read(Path file) {
        return ConfigJson.read(file);
    }

    /**
     * The configuration as JSON, as {@link #read} reads it.
     *
     * @return several lines of text
     */
    public String toJson() {
        return ConfigJson.print(ConfigJson.toJson(this));
    }

    /** Collects the settings of a run. Not thread-safe. */
    public static final class Builder {
        private Path data;
        private Path run;
        private FolderLayout layout = FolderLayout.AUTO;
        private NetworkDescription network = TwinDescription.vgg16(105, 105, true, InputScaling.UNIT);
        private boolean freezeTrunk;
        private Precision precision = Precision.FLOAT32;
        private int devices = 1;
        private SplitRule split = SplitRule.tenthOfGroups();
        private SamplingPolicy sampling = SamplingPolicy.standard();
        private Augmentation augmentation = Augmentation.of(AffineAugmentation.standard(128));
        private PairLoss loss = PairLoss.standard();
        private @Nullable MetricLoss metricLoss;
        private double metricWeight = 1;
        private OptimizerSettings optimizer = OptimizerSettings.standard();
        private double averageDecay;
        private LearningRateSchedule schedule = new LearningRateSchedule(1e-3, 0.02, 50, 0, 1000);
        private int epochs;
        private int startEpoch;
        private EvaluationSettings evaluation = EvaluationSettings.standard();
        private @Nullable EarlyStopping earlyStopping;
        private int checkpointEvery = 100;
        private int keepEvery;
        private long seed;
        private @Nullable Path initialWeights;
        private int workers = 1;
        private long maxPictureBytes = 1L << 30;
        private double maxCorruptFraction = 0.01;

        private Builder(Path data, Path run) {
            this.data = data;
            this.run = run;
        }

        /** Sets data: folder of the labelled pictures. */
        public Builder data(Path value) {
            this.data = value;
            return this;
        }

        /** Sets run: folder of the run. */
        public Builder run(Path value) {
            this.run = value;
            return this;
        }

        /** Sets layout: how the data folder is laid out; default: found out from the folder. */
        public Builder layout(FolderLayout value) {
            this.layout = value;
            return this;
        }

        /** Sets network: what is trained; default VGG16 with batch normalization at 105×105. */
        public Builder network(NetworkDescription value) {
            this.network = value;
            return this;
        }

        /** Sets freezeTrunk: whether only the head is trained; default false. */
        public Builder freezeTrunk(boolean value) {
            this.freezeTrunk = value;
            return this;
        }

        /** Sets precision: the arithmetic of the trunk in training; default float32. */
        public Builder precision(Precision value) {
            this.precision = value;
            return this;
        }

        /** Sets devices: graphics cards that share the pictures of a batch; default 1. */
        public Builder devices(int value) {
            this.devices = value;
            return this;
        }

        /** Sets split: what is held out for validation; default a tenth of the groups. */
        public Builder split(SplitRule value) {
            this.split = value;
            return this;
        }

        /** Sets sampling: how batches are put together; default 24 classes of 4 pictures. */
        public Builder sampling(SamplingPolicy value) {
            this.sampling = value;
            return this;
        }

        /** Sets augmentation: how pictures are distorted; default {@link AffineAugmentation#standard} over grey. */
        public Builder augmentation(Augmentation value) {
            this.augmentation = value;
            return this;
        }

        /** Sets augmentation to the affine family. */
        public Builder augmentation(AffineAugmentation value) {
            return augmentation(Augmentation.of(value));
        }

        /** Sets loss: what the scores of pairs cost; default balanced cross-entropy. */
        public Builder loss(PairLoss value) {
            this.loss = value;
            return this;
        }

        /** Sets metricLoss: what embeddings cost by their distances; default null, nothing. */
        public Builder metricLoss(@Nullable MetricLoss value) {
            this.metricLoss = value;
            return this;
        }

        /** Sets metricWeight: how much the metric loss counts beside that of pairs; default 1. */
        public Builder metricWeight(double value) {
            this.metricWeight = value;
            return this;
        }

        /** Sets optimizer: how gradients change the weights; default AdamW. */
        public Builder optimizer(OptimizerSettings value) {
            this.optimizer = value;
            return this;
        }

        /** Sets averageDecay: decay of the moving average of the weights, in [0, 1); default 0: no average. */
        public Builder averageDecay(double value) {
            this.averageDecay = value;
            return this;
        }

        /**
         * Sets schedule: the learning rate and the number of steps; default 1,000 steps from 1e-3 after 50 of warm-up.
         */
        public Builder schedule(LearningRateSchedule value) {
            this.schedule = value;
            return this;
        }

        /**
         * Sets epochs: passes over the training pictures instead of a number of steps; default 0: the schedule's steps.
         */
        public Builder epochs(int value) {
            this.epochs = value;
            return this;
        }

        /** Sets startEpoch: epochs that count as done already; default 0. */
        public Builder startEpoch(int value) {
            this.startEpoch = value;
            return this;
        }

        /** Sets evaluation: how the network is measured; default every 100 steps. */
        public Builder evaluation(EvaluationSettings value) {
            this.evaluation = value;
            return this;
        }

        /** Sets earlyStopping: when to stop before the last step; default null, never. */
        public Builder earlyStopping(@Nullable EarlyStopping value) {
            this.earlyStopping = value;
            return this;
        }

        /** Sets checkpointEvery: steps between two saves of {@code last}; default 100. */
        public Builder checkpointEvery(int value) {
            this.checkpointEvery = value;
            return this;
        }

        /** Sets keepEvery: steps between two checkpoints that are kept for good; default 0: none. */
        public Builder keepEvery(int value) {
            this.keepEvery = value;
            return this;
        }

        /** Sets seed: what batches, distortions and starting weights are drawn from; default 0. */
        public Builder seed(long value) {
            this.seed = value;
            return this;
        }

        /**
         * Sets initialWeights: weights to start from: a checkpoint, a model directory, a file of Keras or PyTorch;
         * default random.
         */
        public Builder initialWeights(@Nullable Path value) {
            this.initialWeights = value;
            return this;
        }

        /** Sets workers: threads that prepare batches; default 1. */
        public Builder workers(int value) {
            this.workers = value;
            return this;
        }

        /**
         * Sets maxPictureBytes: bytes of decoded pictures that may stay in memory, default 1 GiB; the others are
         * decoded at each use.
         */
        public Builder maxPictureBytes(long value) {
            this.maxPictureBytes = value;
            return this;
        }

        /**
         * Sets maxCorruptFraction: share of undecodable pictures above which the data is refused, in [0, 1]; default
         * 0.01.
         */
        public Builder maxCorruptFraction(double value) {
            this.maxCorruptFraction = value;
            return this;
        }

        /** Makes the configuration; {@link Code#CONFIG_INVALID} when a value is out of its range. */
        public TrainingConfig build() {
            return new TrainingConfig(
                    data,
                    run,
                    layout,
                    network,
                    freezeTrunk,
                    precision,
                    devices,
                    split,
                    sampling,
                    augmentation,
                    loss,
                    metricLoss,
                    metricWeight,
                    optimizer,
                    averageDecay,
                    schedule,
                    epochs,
                    startEpoch,
                    evaluation,
                    earlyStopping,
                    checkpointEvery,
                    keepEvery,
                    seed,
                    initialWeights,
                    workers,
                    maxPictureBytes,
                    maxCorruptFraction);
        }
    }
}
