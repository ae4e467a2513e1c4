package io.github.siamese4j.training.cli;

import static java.util.stream.Collectors.joining;

import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.MetricLoss;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.internal.json.Records;
import io.github.siamese4j.training.internal.json.ScorerJson;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options of {@code train} that set values of the configuration. Only the everyday ones are shown by --help. */
final class TrainOptions implements IModelTransformer {
    /** The networks with a name. */
    enum Backbone {
        VGG16,
        LIGHT
    }

    /** The families of distortions. */
    enum Family {
        NONE,
        AFFINE,
        CROP,
        JITTER
    }

    /** The losses: two of the scores of pairs, four of the distances of embeddings. */
    enum Loss {
        CROSS_ENTROPY,
        SQUARED_ERROR,
        CONTRASTIVE,
        TRIPLET,
        MULTI_SIMILARITY,
        SUPERVISED_CONTRASTIVE
    }

    /**
     * An option that sets the values at some paths of the configuration as they are, or that {@link TrainChanges} knows
     * if there are no paths. The description has no full stop; the standard is the default to show, if any.
     */
    record TrainOption(
            String name,
            Class<?> type,
            List<String> paths,
            String description,
            @Nullable Object standard) {}

    private static final Set<String> EVERYDAY = Set.of(
            "--network",
            "--size",
            "--scaling",
            "--init",
            "--augmentation",
            "--steps",
            "--epochs",
            "--learning-rate",
            "--seed");

    private static final TrainingConfig STANDARD =
            TrainingConfig.builder(Path.of("data"), Path.of("run")).build();
    private static final TrainingConfig TABLE = TrainingConfig.table(Path.of("data"), Path.of("run"));

    /** A configuration with the parts that the standard one lacks. */
    private static final TrainingConfig WHOLE = STANDARD.toBuilder()
            .earlyStopping(EarlyStopping.standard())
            .metricLoss(MetricLoss.contrastive())
            .initialWeights(Path.of("weights"))
            .build();

    private static final List<TrainOption> DATA = List.of(
            setting("--layout", "data.layout", "Depth of the class folders"),
            setting("--hold-out", "data.split.unit", "Unit to hold out for validation"),
            setting("--hold-out-fraction", "data.split.fraction", "Share to hold out; 0 for none"),
            setting("--hold-out-group", "data.split.groups", "Name of a group to hold out; repeatable"),
            setting("--split-seed", "data.split.seed", "Seed of the choice of what is held out"),
            setting("--max-corrupt", "data.maxCorruptFraction", "Allowed share of undecodable images"),
            setting("--workers", "compute.workers", "Threads that prepare batches"),
            option("--picture-memory", Long.class, "Memory for decoded images in MiB", 1024));

    private static final List<TrainOption> NETWORK = List.of(
            option("--network", Backbone.class, "Blocks and head of the network", Backbone.VGG16),
            new TrainOption(
                    "--size",
                    Integer.class,
                    List.of("network.height", "network.width"),
                    "Side of the square input in pixels",
                    105),
            setting("--batch-norm", "network.batchNorm", "Normalize after each convolution"),
            setting(
                    "--scaling",
                    "network.scaling",
                    "Scaling of input bytes; INVERTED (1 - x/255) suits dark strokes on white paper"),
            setting("--fit", "network.fit", "Way to bring images to the input size"),
            setting(
                    "--init",
                    "learning.initialWeights",
                    "Weights to start from, matched by name and shape: a checkpoint, a model directory, a Keras"
                            + " .h5, or a .safetensors with torchvision's names"),
            setting("--freeze-trunk", "learning.freezeTrunk", "Train only the head"),
            setting(
                    "--precision",
                    "compute.precision",
                    "Arithmetic of the trunk; WINOGRAD is float32 with fewer multiplications, BFLOAT16 is "
                            + "faster on CPUs with AVX512_BF16 or AMX, AUTO measures them"),
            setting("--devices", "compute.devices", "GPUs that share a batch"),
            option(
                    "--scorer",
                    String.class,
                    "Metric of two embeddings, or the learned head: " + String.join(", ", ScorerJson.names()),
                    "HEAD"),
            new TrainOption(
                    "--blocks",
                    TwinDescription.ConvBlock.class,
                    List.of(),
                    "Channels and convolutions of each block instead of --network, such as 32x1,64x2",
                    null),
            setting("--head", "network.headHidden", "Units of the hidden layer of the head"),
            setting("--hidden", "network.widths", "Units of the dense layers, for a table or an encoder"),
            setting(
                    "--linear",
                    "network.linearOutput",
                    "No ReLU after the last dense layer, for a table or an encoder"),
            setting("--dropout", "network.dropout", "Share of outputs that a step drops, for a table or an encoder"),
            setting("--standardize", "network.standardize", "Standardize the features, for a table or an encoder"));

    private static final List<TrainOption> BATCHES = List.of(
            setting("--classes", "data.sampling.classesPerBatch", "Classes in a batch"),
            setting("--pictures", "data.sampling.picturesPerClass", "Images of each class in a batch"),
            setting("--hard-every", "data.sampling.hardEvery", "Every Nth batch is of two groups; 0: never"),
            setting(
                    "--quarter-turns",
                    "data.sampling.quarterTurns",
                    "Treat a class turned by 90 degrees as another class"),
            setting("--upright-every", "data.sampling.uprightEvery", "Every Nth batch is not turned; 0: never"),
            setting(
                    "--pairs",
                    "data.sampling.pairsPerBatch",
                    "Positive pairs in a batch, and as many negative ones; 0 for all pairs of the classes"),
            setting(
                    "--views",
                    "data.sampling.views",
                    "Fixed distortions of each image, so that the results of a frozen trunk are cached; 0 for "
                            + "fresh ones"),
            option(
                    "--augmentation",
                    Family.class,
                    "Distortion of images: AFFINE for drawings, CROP (with AutoAugment) or JITTER for photographs",
                    Family.AFFINE),
            setting("--strokes", "data.augmentation.affine.strokes", "Probability that strokes get thicker or thinner"),
            setting("--rotation", "data.augmentation.affine.rotationDegrees", "Largest rotation in degrees"),
            setting("--min-scale", "data.augmentation.affine.minScale", "Smallest scale of an axis"),
            setting("--max-scale", "data.augmentation.affine.maxScale", "Largest scale of an axis"),
            setting("--shear", "data.augmentation.affine.shear", "Largest shear"),
            setting("--shift", "data.augmentation.affine.shift", "Largest shift as a share of the side"),
            setting(
                    "--fill",
                    "data.augmentation.affine.fill",
                    "Value of pixels from outside, 0..255; 255 with --scaling INVERTED"));

    private static final List<TrainOption> LEARNING = List.of(
            option(
                    "--loss",
                    Loss.class,
                    "Loss of the scores of pairs, or, with a metric as --scorer, of the distances of embeddings"
                            + " (the last four)",
                    Loss.CROSS_ENTROPY),
            option(
                    "--metric-loss",
                    MetricLoss.Kind.class,
                    "Loss of the distances of embeddings, added to that of pairs",
                    null),
            setting("--metric-weight", "loss.metricWeight", "Weight of the added loss"),
            setting("--mining", "loss.metric.mining", "Triplets or pairs that count in a metric loss"),
            setting("--margin", "loss.metric.margin", "Margin of a metric loss"),
            setting("--identity-weight", "loss.pairs.identityWeight", "Weight of the pair of equal images"),
            setting("--balanced-loss", "loss.pairs.balanced", "Weight positives and negatives half and half"),
            setting("--anchor-softmax", "loss.pairs.anchorSoftmax", "Weight of the softmax over an anchor's pairs"),
            setting("--label-smoothing", "loss.pairs.labelSmoothing", "Label smoothing in [0, 1)"),
            setting("--optimizer", "learning.optimizer.rule", "Optimizer"),
            setting("--momentum", "learning.optimizer.momentum", "Beta1 of Adam, momentum of SGD"),
            setting("--weight-decay", "learning.optimizer.weightDecay", "Decay of kernels and matrices"),
            setting("--clip-norm", "learning.optimizer.clipNorm", "Largest norm of the gradient"),
            setting(
                    "--ema",
                    "learning.averageDecay",
                    "Decay of the moving average of the weights, which is measured and exported, such as 0.99; "
                            + "0 for none"),
            setting("--steps", "learning.schedule.steps", "Number of steps"),
            setting("--epochs", "learning.epochs", "Passes over the training images instead of --steps"),
            setting("--start-epoch", "learning.startEpoch", "Epochs that count as done already"),
            setting("--schedule", "learning.schedule.shape", "Curve of the learning rate"),
            option(
                    "--scale-rate",
                    Boolean.class,
                    "Scale a learning rate that was found for batches of 64 to the batch",
                    null),
            setting("--learning-rate", "learning.schedule.peak", "Peak learning rate"),
            setting("--floor", "learning.schedule.floorRatio", "Last learning rate as a share of the peak"),
            setting("--warm-up", "learning.schedule.warmupSteps", "Steps of warm-up"),
            setting("--tail", "learning.schedule.tailSteps", "Last steps at the floor"),
            setting(
                    "--patience",
                    "learning.earlyStopping.patience",
                    "Evaluations without improvement after which the run stops"),
            setting("--monitor", "learning.earlyStopping.monitor", "Figure that has to improve"));

    private static final List<TrainOption> RUN = List.of(
            setting("--evaluate-every", "evaluation.every", "Steps between evaluations"),
            setting("--evaluate-pictures", "evaluation.pictures", "Held-out images to embed"),
            setting("--trials", "evaluation.trials", "One-shot trials of an evaluation"),
            setting("--ways", "evaluation.ways", "Classes of a one-shot trial"),
            setting("--checkpoint-every", "run.checkpointEvery", "Steps between saves of the last checkpoint"),
            setting("--keep-every", "run.keepEvery", "Steps between checkpoints that are kept; 0 for none"),
            setting("--seed", "run.seed", "Seed of weights, batches and distortions"));

    static final Map<String, List<TrainOption>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("Data", DATA);
        GROUPS.put("Network", NETWORK);
        GROUPS.put("Batches", BATCHES);
        GROUPS.put("Learning", LEARNING);
        GROUPS.put("Run", RUN);
    }

    /** Returns an option that needs more than setting a value. */
    private static TrainOption option(String name, Class<?> type, String description, @Nullable Object standard) {
        return new TrainOption(name, type, List.of(), description, standard);
    }

    /** Returns an option that sets one value, whose type it has. */
    private static TrainOption setting(String name, String path, String description) {
        Object sample = Stream.of(WHOLE, TABLE)
                .map(config -> Optional.ofNullable(Records.get(config, path)))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no setting: " + path));
        Class<?> type = sample instanceof Path
                ? Path.class
                : sample instanceof List
                        ? List.class
                        : sample instanceof Enum<?> e ? e.getDeclaringClass() : sample.getClass();
        Object standard = Records.get(STANDARD, path);
        return new TrainOption(
                name, type, List.of(path), description, standard == null ? Records.get(TABLE, path) : standard);
    }

    /** Adds the options to the command. */
    @Override
    public CommandSpec transform(CommandSpec spec) {
        GROUPS.values().stream()
                .flatMap(List::stream)
                .map(option -> spec(option, !EVERYDAY.contains(option.name())))
                .forEach(spec::addOption);
        return spec;
    }

    /** Shows all options in the usage help of the command. */
    static void showAll(CommandSpec spec) {
        GROUPS.forEach((heading, options) -> {
            ArgGroupSpec.Builder group = ArgGroupSpec.builder().validate(false).heading("%n" + heading + ":%n");
            for (TrainOption option : options) {
                spec.remove(spec.findOption(option.name()));
                group.addArg(spec(option, false));
            }
            spec.addArgGroup(group.build());
        });
    }

    private static OptionSpec spec(TrainOption option, boolean hidden) {
        OptionSpec.Builder builder = OptionSpec.builder(option.name())
                .hidden(hidden)
                .type(option.type())
                .paramLabel(label(option.type()))
                .description(description(option));
        if (option.type() == Boolean.class) {
            builder.arity("0").negatable(!option.paths().isEmpty()).fallbackValue("true");
        } else if (option.name().equals("--hold-out-group")) {
            builder.auxiliaryTypes(String.class);
        } else if (option.name().equals("--hidden")) {
            builder.auxiliaryTypes(Integer.class).splitRegex(",");
        } else if (option.name().equals("--blocks")) {
            builder.type(List.class).auxiliaryTypes(String.class).splitRegex(",");
        }
        return builder.build();
    }

    private static String label(Class<?> type) {
        return type == Double.class
                ? "X"
                : type == Path.class ? "FILE" : type.isEnum() || type == String.class ? "NAME" : "N";
    }

    private static String description(TrainOption option) {
        String constants = option.type().isEnum()
                ? Arrays.stream(option.type().getEnumConstants())
                        .map(Object::toString)
                        .collect(joining(", ", ": ", ""))
                : "";
        String standard = option.standard() == null ? "" : " (default: " + text(option.standard()) + ")";
        return option.description() + constants + standard + ".";
    }

    private static String text(Object value) {
        return value instanceof Double number
                ? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
                : Objects.toString(value);
    }
}
