package io.github.siamese4j.training;

import io.github.siamese4j.Metric;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.config.ConfigJson;
import io.github.siamese4j.training.internal.config.Presets;
import io.github.siamese4j.training.internal.config.Ranges;
import io.github.siamese4j.training.internal.json.Json;
import io.github.siamese4j.training.internal.json.Records;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a training run, in groups. With the same settings, data, CPU and number of threads, a run on the CPU
 * gives the same weights. {@link #builder} starts from the recommended settings.
 *
 * <pre>{@code
 * TrainingConfig config = TrainingConfig.builder(Path.of("images"), Path.of("runs/first"))
 *         .network(TwinDescription.light(64, 64, true, InputScaling.UNIT))
 *         .epochs(20)
 *         .build();
 * }</pre>
 *
 * @param data the images and the way batches are made of them
 * @param network the network to train
 * @param loss the quantity to minimize
 * @param learning the way it is minimized
 * @param evaluation the measurements during training
 * @param compute the resources of the machine to use
 * @param run the folder of the run and its checkpoints
 */
public record TrainingConfig(
        Data data,
        NetworkDescription network,
        Loss loss,
        Learning learning,
        EvaluationSettings evaluation,
        Compute compute,
        Run run) {

    /**
     * The images and the way batches are made of them.
     *
     * @param folder folder of the labelled images, or the CSV table of features
     * @param layout depth of the folder
     * @param split part that is held out for validation
     * @param sampling composition of a batch
     * @param augmentation distortion of images
     * @param maxCorruptFraction share of undecodable images above which the data is refused, in [0, 1]
     * @param encoder the finished model whose embeddings are trained on, or null to train on the images themselves
     */
    public record Data(
            Path folder,
            FolderLayout layout,
            SplitRule split,
            SamplingPolicy sampling,
            Augmentation augmentation,
            double maxCorruptFraction,
            @Nullable FrozenEncoder encoder) {
        /** Creates the group and checks its ranges. */
        public Data {
            Ranges.within(0, 1, "maxCorruptFraction", maxCorruptFraction);
        }
    }

    /**
     * A finished model over images. Its encoder stays as it is, and a network over its embeddings is trained.
     *
     * @param directory the model directory
     * @param id the encoder's {@code siamese4j.encoder.id}, which training stores and later reading checks; null before
     * @param kept whether the encoder and its own scorer are the result, because the training did not improve on them;
     *     set by the training
     */
    public record FrozenEncoder(Path directory, @Nullable String id, boolean kept) {
        /** Creates the encoder; rejects null for the directory. */
        public FrozenEncoder {
            Objects.requireNonNull(directory, "directory");
        }

        /**
         * {@return the encoder of a model directory}
         *
         * @param directory the model directory
         */
        public static FrozenEncoder of(Path directory) {
            return new FrozenEncoder(directory, null, false);
        }
    }

    /**
     * The quantity to minimize: the loss of the scores of pairs plus {@code metricWeight} times the loss of the
     * distances of embeddings.
     *
     * @param pairs loss of the scores of pairs
     * @param metric loss of the distances of embeddings, or null for none
     * @param metricWeight weight of {@code metric}, above 0
     */
    public record Loss(PairLoss pairs, @Nullable MetricLoss metric, double metricWeight) {
        /** Creates the group and checks its ranges. */
        public Loss {
            Ranges.above(0, "metricWeight", metricWeight);
        }
    }

    /**
     * The way the loss is minimized.
     *
     * @param optimizer rule that changes the weights
     * @param schedule learning rate of each step, and the number of steps
     * @param epochs passes over the training images, which replace the number of steps; 0 to use that of the schedule
     * @param startEpoch epochs that count as done already, 0 or below {@code epochs}
     * @param averageDecay decay of the moving average of the weights, in [0, 1); the average is measured and exported;
     *     0 for no average
     * @param earlyStopping rule that ends the run before its last step, or null for none
     * @param freezeTrunk whether only the head is trained
     * @param initialWeights weights to start from, matched by name and shape: a checkpoint, a model directory, or a
     *     file of Keras or PyTorch; null for random weights
     */
    public record Learning(
            OptimizerSettings optimizer,
            LearningRateSchedule schedule,
            int epochs,
            int startEpoch,
            double averageDecay,
            @Nullable EarlyStopping earlyStopping,
            boolean freezeTrunk,
            @Nullable Path initialWeights) {
        /** Creates the group and checks its ranges. */
        public Learning {
            Ranges.atLeast(0, "epochs", epochs);
            Ranges.atLeast(0, "startEpoch", startEpoch);
            Ranges.require(
                    startEpoch == 0 || startEpoch < epochs,
                    "startEpoch must be below epochs: " + startEpoch + ", " + epochs);
            Ranges.belowOne("averageDecay", averageDecay);
        }
    }

    /**
     * The resources of the machine to use.
     *
     * @param precision arithmetic of the trunk in training
     * @param devices number of GPUs that share a batch, at least 1 and at most as many as there are
     * @param workers number of threads that prepare batches, at least 1
     * @param maxPictureBytes memory for decoded images in bytes; the images beyond it are decoded at each use
     */
    public record Compute(Precision precision, int devices, int workers, long maxPictureBytes) {
        /** Creates the group and checks its ranges. */
        public Compute {
            Ranges.atLeast(1, "devices", devices);
            Ranges.atLeast(1, "workers", workers);
            Ranges.atLeast(0, "maxPictureBytes", maxPictureBytes);
        }
    }

    /**
     * The folder of the run and its checkpoints.
     *
     * @param folder folder of the run; created, must not hold another run
     * @param seed seed of starting weights, batches and distortions
     * @param checkpointEvery steps between two saves of {@code last}, at least 1; each evaluation saves, too
     * @param keepEvery steps between two checkpoints that are kept for good; 0 for none
     */
    public record Run(Path folder, long seed, int checkpointEvery, int keepEvery) {
        /** Creates the group and checks its ranges. */
        public Run {
            Ranges.atLeast(1, "checkpointEvery", checkpointEvery);
            Ranges.atLeast(0, "keepEvery", keepEvery);
        }
    }

    /** Creates a configuration and checks that the loss suits the network. */
    public TrainingConfig {
        boolean head = network.hasHead();
        boolean pairs = loss.pairs().term() != PairLoss.Term.NONE;
        Ranges.require(pairs || !head, "a head learns from pairs: use a pair loss, or a metric as the scorer");
        Ranges.require(
                head || loss.pairs().term() != PairLoss.Term.CROSS_ENTROPY,
                "cross-entropy needs the logits of a head: use squared error or a metric loss with "
                        + network.scorer().map(Metric::name).orElse(""));
        Ranges.require(pairs || loss.metric() != null, "there is neither a pair loss nor a metric loss");
        Ranges.require(
                !learning.freezeTrunk() || (head && loss.metric() == null),
                "with a frozen trunk only a head can be trained, and only by a pair loss");
        Ranges.require(
                data.encoder() == null || network instanceof FeatureTwin,
                "a frozen encoder needs a network over its embeddings: use the settings for an encoder");
        Ranges.require(
                data.layout() != FolderLayout.IMAGES
                        || (data.encoder() != null && data.sampling().views() > 0),
                "the layout IMAGES needs a frozen encoder and at least one view of each image; set both");
        boolean trainable =
                head || !(network instanceof FeatureTwin twin) || !twin.widths().isEmpty();
        boolean kept = data.encoder() != null && data.encoder().kept();
        Ranges.require(trainable || kept, "widths must name at least one dense layer, or there must be a head");
    }

    /**
     * {@return a builder with the recommended settings: VGG16 with batch normalization at 105×105, a tenth of the
     * groups held out, all pairs of batches of 24 classes with 4 images each, AdamW, and 1,000 steps from a learning
     * rate of 1e-3}
     *
     * @param data folder of the labelled images
     * @param run folder of the run
     */
    public static Builder builder(Path data, Path run) {
        return Presets.standard(data, run).toBuilder();
    }

    /**
     * {@return the settings of the well-known VGG16 siamese network in Keras: no batch normalization at 105×105, a
     * tenth of the images held out, batches of 32 positive and 32 negative pairs, random crops with AutoAugment, binary
     * cross-entropy, Nesterov SGD with momentum 0.9 and decay 5e-4} The learning rate follows a cosine over 100 epochs
     * from 1e-2, scaled by the batch (32/64), down to a hundredth.
     *
     * @param data folder of the labelled images
     * @param run folder of the run
     */
    public static TrainingConfig original(Path data, Path run) {
        return Presets.original(data, run);
    }

    /**
     * {@return the recommended settings for a table of features: dense layers of 1024, 512 and 256 units with dropout
     * 0.1, compared by their cosine, mean squared error, Adam}
     *
     * @param table the CSV file
     * @param run folder of the run
     */
    public static TrainingConfig table(Path table, Path run) {
        return Presets.table(table, run);
    }

    /**
     * {@return the recommended settings for a network over the embeddings of a finished model}
     *
     * @param data folder of the labelled images
     * @param encoder the model directory
     * @param run folder of the run
     */
    public static TrainingConfig frozen(Path data, Path encoder, Path run) {
        return Presets.frozen(data, encoder, run);
    }

    /** {@return a builder with the settings of this configuration} */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Reads the {@code config.json} of a run. Missing members have their defaults, except for the two folders.
     *
     * @param file the file
     * @return the configuration
     * @throws TrainingException {@link Code#CONFIG_INVALID} if a member is unknown or out of range;
     *     {@link Code#IO_FAILED} if the file cannot be read
     */
    public static TrainingConfig read(Path file) {
        return ConfigJson.read(file);
    }

    /** {@return this configuration as indented JSON, which {@link #read} reads} */
    public String toJson() {
        return Json.print(this);
    }

    /** A builder of configurations; the setters are named like the settings. Not thread-safe. */
    public static final class Builder {
        private final TrainingConfig base;
        private final Map<String, @Nullable Object> changes = new HashMap<>();

        private Builder(TrainingConfig base) {
            this.base = base;
        }

        private Builder set(String path, @Nullable Object value) {
            changes.put(path, value);
            return this;
        }

        /** Sets the folder of the labelled images, or the CSV table of features. */
        public Builder data(Path value) {
            return set("data.folder", value);
        }

        /** Sets the depth of the data folder. Default: found out from the folder. */
        public Builder layout(FolderLayout value) {
            return set("data.layout", value);
        }

        /** Sets the part that is held out for validation. Default: a tenth of the groups. */
        public Builder split(SplitRule value) {
            return set("data.split", value);
        }

        /** Sets the composition of a batch. Default: 24 classes with 4 images each. */
        public Builder sampling(SamplingPolicy value) {
            return set("data.sampling", value);
        }

        /** Sets the distortion of images. Default: {@link AffineAugmentation#standard} over grey. */
        public Builder augmentation(Augmentation value) {
            return set("data.augmentation", value);
        }

        /** Sets the distortion of images to an affine one. */
        public Builder augmentation(AffineAugmentation value) {
            return augmentation(Augmentation.of(value));
        }

        /** Sets the share of undecodable images above which the data is refused, in [0, 1]. Default: 0.01. */
        public Builder maxCorruptFraction(double value) {
            return set("data.maxCorruptFraction", value);
        }

        /** Sets the finished model whose embeddings are trained on, or null. Default: none. */
        public Builder encoder(@Nullable FrozenEncoder value) {
            return set("data.encoder", value);
        }

        /** Sets the network to train. Default: VGG16 with batch normalization at 105×105. */
        public Builder network(NetworkDescription value) {
            return set("network", value);
        }

        /** Sets the loss of the scores of pairs. Default: balanced cross-entropy. */
        public Builder loss(PairLoss value) {
            return set("loss.pairs", value);
        }

        /** Sets the loss of the distances of embeddings, or null. Default: none. */
        public Builder metricLoss(@Nullable MetricLoss value) {
            return set("loss.metric", value);
        }

        /** Sets the weight of the metric loss, above 0; the pair loss has weight 1. Default: 1. */
        public Builder metricWeight(double value) {
            return set("loss.metricWeight", value);
        }

        /** Sets the rule that changes the weights. Default: AdamW. */
        public Builder optimizer(OptimizerSettings value) {
            return set("learning.optimizer", value);
        }

        /** Sets the learning rate and the number of steps. Default: 1,000 steps from 1e-3 after 50 of warm-up. */
        public Builder schedule(LearningRateSchedule value) {
            return set("learning.schedule", value);
        }

        /** Sets the passes over the training images, which replace the number of steps. Default: 0, the steps count. */
        public Builder epochs(int value) {
            return set("learning.epochs", value);
        }

        /** Sets the number of epochs that count as done already. Default: 0. */
        public Builder startEpoch(int value) {
            return set("learning.startEpoch", value);
        }

        /** Sets the decay of the moving average of the weights, in [0, 1). Default: 0, no average. */
        public Builder averageDecay(double value) {
            return set("learning.averageDecay", value);
        }

        /** Sets the rule that ends the run before its last step, or null. Default: none. */
        public Builder earlyStopping(@Nullable EarlyStopping value) {
            return set("learning.earlyStopping", value);
        }

        /** Sets whether only the head is trained. Default: false. */
        public Builder freezeTrunk(boolean value) {
            return set("learning.freezeTrunk", value);
        }

        /**
         * Sets the weights to start from: a checkpoint, a model directory, a Keras or PyTorch file. Default: random.
         */
        public Builder initialWeights(@Nullable Path value) {
            return set("learning.initialWeights", value);
        }

        /** Sets the measurements during training. Default: every 100 steps. */
        public Builder evaluation(EvaluationSettings value) {
            return set("evaluation", value);
        }

        /** Sets the arithmetic of the trunk in training. Default: float32. */
        public Builder precision(Precision value) {
            return set("compute.precision", value);
        }

        /** Sets the number of GPUs that share a batch. Default: 1. */
        public Builder devices(int value) {
            return set("compute.devices", value);
        }

        /** Sets the number of threads that prepare batches. Default: 1. */
        public Builder workers(int value) {
            return set("compute.workers", value);
        }

        /** Sets the memory for decoded images in bytes. Default: 1 GiB. */
        public Builder maxPictureBytes(long value) {
            return set("compute.maxPictureBytes", value);
        }

        /** Sets the folder of the run. */
        public Builder run(Path value) {
            return set("run.folder", value);
        }

        /** Sets the seed of starting weights, batches and distortions. Default: 0. */
        public Builder seed(long value) {
            return set("run.seed", value);
        }

        /** Sets the number of steps between two saves of {@code last}. Default: 100. */
        public Builder checkpointEvery(int value) {
            return set("run.checkpointEvery", value);
        }

        /** Sets the number of steps between two checkpoints that are kept for good. Default: 0, none. */
        public Builder keepEvery(int value) {
            return set("run.keepEvery", value);
        }

        /**
         * Builds the configuration.
         *
         * @throws TrainingException {@link Code#CONFIG_INVALID} if a value is out of range or values do not go together
         */
        public TrainingConfig build() {
            return Records.with(base, changes);
        }
    }
}
