package io.github.siamese4j.training.cli;

import io.github.siamese4j.Preprocessing.Fit;
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
import io.github.siamese4j.training.train.ConsoleProgress;
import io.github.siamese4j.training.train.EvaluationSettings;
import io.github.siamese4j.training.train.LearningRateSchedule;
import io.github.siamese4j.training.train.OptimizerSettings;
import io.github.siamese4j.training.train.Trainer;
import io.github.siamese4j.training.train.TrainingConfig;
import io.github.siamese4j.training.train.TrainingResult;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a twin network on folders of labelled pictures. */
@Command(
        name = "train",
        showDefaultValues = true,
        sortOptions = false,
        description = "Trains a twin network on folders of labelled pictures: <data>/<class>/* or"
                + " <data>/<group>/<class>/* (Omniglot).")
public final class TrainCommand implements Callable<Integer> {
    /** The networks that can be named on the command line. */
    enum Backbone {
        VGG16,
        LIGHT
    }

    @Option(names = "--data", description = "folder of the labelled pictures (needed unless --resume)")
    private @Nullable Path data;

    @Option(names = "--run", required = true, description = "folder of the run: checkpoints, figures, curves")
    private Path run = Path.of("run");

    @Option(names = "--resume", description = "go on with the run from its last checkpoint, with its own settings")
    private boolean resume;

    @Option(names = "--layout", defaultValue = "AUTO", description = "${COMPLETION-CANDIDATES}")
    private FolderLayout layout = FolderLayout.AUTO;

    @Option(names = "--network", defaultValue = "VGG16", description = "${COMPLETION-CANDIDATES}")
    private Backbone backbone = Backbone.VGG16;

    @Option(names = "--size", defaultValue = "105", description = "side of the square input in pixels")
    private int size;

    @Option(
            names = "--batch-norm",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "batch normalization after each convolution (folded away at export)")
    private boolean batchNorm;

    @Option(
            names = "--precision",
            defaultValue = "FLOAT32",
            description = "arithmetic of the trunk: ${COMPLETION-CANDIDATES}; BFLOAT16 is faster on processors with"
                    + " AVX512_BF16 or AMX")
    private Precision precision = Precision.FLOAT32;

    @Option(
            names = "--scaling",
            defaultValue = "UNIT",
            description = "${COMPLETION-CANDIDATES}; INVERTED (1 - x/255) suits dark strokes on white paper")
    private InputScaling scaling = InputScaling.UNIT;

    @Option(names = "--fit", defaultValue = "LETTERBOX", description = "${COMPLETION-CANDIDATES}")
    private Fit fit = Fit.LETTERBOX;

    @Option(names = "--hold-out", defaultValue = "GROUPS", description = "unit held out: ${COMPLETION-CANDIDATES}")
    private SplitRule.Unit holdOut = SplitRule.Unit.GROUPS;

    @Option(names = "--hold-out-fraction", defaultValue = "0.1", description = "share held out for validation, 0: none")
    private double holdOutFraction;

    @Option(names = "--hold-out-group", description = "name of a group to hold out (repeatable)")
    private List<String> holdOutGroups = new ArrayList<>();

    @Option(names = "--split-seed", defaultValue = "0", description = "seed of what is held out")
    private long splitSeed;

    @Option(names = "--classes", defaultValue = "24", description = "classes per batch")
    private int classes;

    @Option(names = "--pictures", defaultValue = "4", description = "pictures per class in a batch")
    private int pictures;

    @Option(names = "--hard-every", defaultValue = "2", description = "every n-th batch from two groups only, 0: never")
    private int hardEvery;

    @Option(names = "--quarter-turns", description = "a class turned by 90 degrees counts as another class")
    private boolean quarterTurns;

    @Option(names = "--upright-every", defaultValue = "0", description = "every n-th batch without turns, 0: never")
    private int uprightEvery;

    @Option(names = "--rotation", defaultValue = "12", description = "largest rotation in degrees")
    private double rotation;

    @Option(names = "--min-scale", defaultValue = "0.8", description = "smallest scale of an axis")
    private double minScale;

    @Option(names = "--max-scale", defaultValue = "1.2", description = "largest scale of an axis")
    private double maxScale;

    @Option(names = "--shear", defaultValue = "0.25", description = "largest shear")
    private double shear;

    @Option(names = "--shift", defaultValue = "0.05", description = "largest shift as a share of the side")
    private double shift;

    @Option(
            names = "--fill",
            description = "value of pixels from outside, 0..255 (default: 255 with --scaling INVERTED, else 128)")
    private @Nullable Integer fill;

    @Option(
            names = "--balanced-loss",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "positives and negatives weigh half and half")
    private boolean balanced;

    @Option(
            names = "--anchor-softmax",
            defaultValue = "0",
            description = "weight of the softmax over an anchor's pairs")
    private double anchorSoftmax;

    @Option(names = "--label-smoothing", defaultValue = "0", description = "in [0, 1)")
    private double labelSmoothing;

    @Option(names = "--optimizer", defaultValue = "ADAMW", description = "${COMPLETION-CANDIDATES}")
    private OptimizerSettings.Rule optimizer = OptimizerSettings.Rule.ADAMW;

    @Option(names = "--momentum", defaultValue = "0.9", description = "beta1 of AdamW, momentum of SGD")
    private double momentum;

    @Option(names = "--weight-decay", defaultValue = "1e-4", description = "decay of kernels and matrices")
    private double weightDecay;

    @Option(names = "--clip-norm", defaultValue = "5", description = "largest gradient norm")
    private double clipNorm;

    @Option(
            names = "--ema",
            defaultValue = "0",
            description = "decay of the moving average of the weights, which is then measured and exported, such as"
                    + " 0.99; 0: none")
    private double averageDecay;

    @Option(names = "--steps", defaultValue = "1000", description = "number of steps")
    private long steps;

    @Option(names = "--learning-rate", defaultValue = "1e-3", description = "peak learning rate")
    private double learningRate;

    @Option(names = "--floor", defaultValue = "0.02", description = "last learning rate as a share of the peak")
    private double floor;

    @Option(names = "--warm-up", defaultValue = "50", description = "steps of warm-up")
    private long warmUp;

    @Option(names = "--tail", defaultValue = "0", description = "last steps at the floor")
    private long tail;

    @Option(names = "--evaluate-every", defaultValue = "100", description = "steps between evaluations")
    private int evaluateEvery;

    @Option(names = "--evaluate-pictures", defaultValue = "800", description = "held-out pictures to embed")
    private int evaluatePictures;

    @Option(names = "--trials", defaultValue = "400", description = "one-shot trials of an evaluation")
    private int trials;

    @Option(names = "--ways", defaultValue = "20", description = "classes of a one-shot trial")
    private int ways;

    @Option(names = "--checkpoint-every", defaultValue = "100", description = "steps between saves")
    private int checkpointEvery;

    @Option(names = "--init", description = "checkpoint directory whose matching weights are the start")
    private @Nullable Path init;

    @Option(names = "--seed", defaultValue = "0", description = "seed of weights, batches and distortions")
    private long seed;

    @Option(names = "--workers", defaultValue = "1", description = "threads that prepare batches")
    private int workers;

    @Option(names = "--picture-memory", defaultValue = "1024", description = "MiB of decoded pictures in memory")
    private long pictureMemory;

    @Option(names = "--max-corrupt", defaultValue = "0.01", description = "allowed share of undecodable pictures")
    private double maxCorrupt;

    private final PrintStream out;

    /** Creates the command, printing to the standard output. */
    public TrainCommand() {
        this(System.out);
    }

    TrainCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        TrainingResult result = train();
        out.println("best checkpoint: " + result.best());
        return 0;
    }

    private TrainingResult train() {
        try (ConsoleProgress progress = new ConsoleProgress(out)) {
            return resume ? Trainer.resume(run, progress) : Trainer.train(config(), progress);
        }
    }

    TrainingConfig config() {
        if (data == null) {
            throw new TrainingException(Code.CONFIG_INVALID, "--data is needed; give the folder of the classes");
        }
        TwinDescription network = switch (backbone) {
            case VGG16 -> TwinDescription.vgg16(size, size, batchNorm, scaling);
            case LIGHT -> TwinDescription.light(size, size, batchNorm, scaling);
        };
        int outside = fill != null ? fill : scaling == InputScaling.INVERTED ? 255 : 128;
        return TrainingConfig.builder(data, run)
                .layout(layout)
                .network(network.withFit(fit))
                .precision(precision)
                .split(new SplitRule(holdOut, holdOutFraction, holdOutGroups, splitSeed))
                .sampling(new SamplingPolicy(classes, pictures, hardEvery, quarterTurns, uprightEvery))
                .augmentation(new AffineAugmentation(rotation, minScale, maxScale, shear, shift, outside))
                .loss(new PairLoss(balanced, anchorSoftmax, labelSmoothing))
                .optimizer(new OptimizerSettings(optimizer, momentum, weightDecay, clipNorm))
                .averageDecay(averageDecay)
                .schedule(new LearningRateSchedule(learningRate, floor, warmUp, tail, steps))
                .evaluation(new EvaluationSettings(evaluateEvery, evaluatePictures, 2000, trials, ways))
                .checkpointEvery(checkpointEvery)
                .initialWeights(init)
                .seed(seed)
                .workers(workers)
                .maxPictureBytes(pictureMemory << 20)
                .maxCorruptFraction(maxCorrupt)
                .build();
    }
}
