package io.github.siamese4j.training.cli;

import static io.github.siamese4j.training.cli.TrainCommand.or;

import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.LearningRateSchedule;
import io.github.siamese4j.training.LearningRateSchedule.Shape;
import io.github.siamese4j.training.MetricLoss;
import io.github.siamese4j.training.OptimizerSettings;
import io.github.siamese4j.training.OptimizerSettings.Rule;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.internal.config.BatchScaledRate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is minimized, how, and for how long. */
final class LearningOptions {
    private static final double TRIPLET_MARGIN = 0.2;
    private static final int PATIENCE = 10;

    /** What can be minimized. */
    enum Loss {
        CROSS_ENTROPY(PairLoss.Term.CROSS_ENTROPY, null),
        SQUARED_ERROR(PairLoss.Term.SQUARED_ERROR, null),
        CONTRASTIVE(PairLoss.Term.NONE, MetricLoss.Kind.CONTRASTIVE),
        TRIPLET(PairLoss.Term.NONE, MetricLoss.Kind.TRIPLET),
        MULTI_SIMILARITY(PairLoss.Term.NONE, MetricLoss.Kind.MULTI_SIMILARITY);

        private final PairLoss.Term term;
        private final MetricLoss.@Nullable Kind kind;

        Loss(PairLoss.Term term, MetricLoss.@Nullable Kind kind) {
            this.term = term;
            this.kind = kind;
        }
    }

    @Option(
            names = "--loss",
            description =
                    "${COMPLETION-CANDIDATES}: of the scores of pairs, or of the distances of embeddings (the last "
                            + "three,"
                            + " with a metric as --scorer)")
    private @Nullable Loss loss;

    @Option(
            names = "--metric-loss",
            description = "a loss of the distances of embeddings, added to that of pairs: ${COMPLETION-CANDIDATES}")
    private MetricLoss.@Nullable Kind metricLoss;

    @Option(names = "--metric-weight", description = "how much the added loss counts")
    private @Nullable Double metricWeight;

    @Option(names = "--mining", description = "triplets or pairs that count: ${COMPLETION-CANDIDATES}")
    private MetricLoss.@Nullable Mining mining;

    @Option(names = "--margin", description = "margin of contrastive and triplet losses")
    private @Nullable Double margin;

    @Option(names = "--identity-weight", description = "weight of the pair of a picture with itself")
    private @Nullable Double identityWeight;

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

    @Option(names = "--schedule", description = "${COMPLETION-CANDIDATES}")
    private LearningRateSchedule.@Nullable Shape shape;

    @Option(
            names = "--scale-rate",
            description = "fit a learning rate found for batches of 64 to the batch, as the original does")
    private boolean scaleRate;

    @Option(names = "--patience", description = "stop after so many evaluations without improvement")
    private @Nullable Integer patience;

    @Option(names = "--monitor", description = "what has to improve: ${COMPLETION-CANDIDATES}")
    private EarlyStopping.@Nullable Monitor monitor;

    @Option(names = "--learning-rate", description = "peak learning rate")
    private @Nullable Double learningRate;

    @Option(names = "--floor", description = "last learning rate as a share of the peak")
    private @Nullable Double floor;

    @Option(names = "--warm-up", description = "steps of warm-up")
    private @Nullable Long warmUp;

    @Option(names = "--tail", description = "last steps at the floor")
    private @Nullable Long tail;

    void apply(TrainingConfig base, SamplingPolicy sampling, TrainingConfig.Builder to) {
        OptimizerSettings rule = base.learning().optimizer();
        OptimizerSettings settings = new OptimizerSettings(
                or(optimizer, rule.rule()),
                or(momentum, rule.momentum()),
                or(weightDecay, rule.weightDecay()),
                or(clipNorm, rule.clipNorm()));
        to.loss(pairLoss(base.loss().pairs()))
                .metricLoss(embeddingLoss(base.loss().metric()))
                .metricWeight(or(metricWeight, base.loss().metricWeight()))
                .optimizer(settings)
                .averageDecay(or(averageDecay, base.learning().averageDecay()))
                .schedule(schedule(base.learning().schedule(), sampling, settings.rule()))
                .epochs(or(epochs, steps == null ? base.learning().epochs() : 0))
                .startEpoch(or(startEpoch, base.learning().startEpoch()))
                .earlyStopping(stopping(base.learning().earlyStopping()));
    }

    private PairLoss pairLoss(PairLoss base) {
        return new PairLoss(
                or(balanced, base.balanced()),
                or(anchorSoftmax, base.anchorSoftmax()),
                or(labelSmoothing, base.labelSmoothing()),
                loss == null ? base.term() : loss.term,
                or(identityWeight, base.identityWeight()));
    }

    private @Nullable MetricLoss embeddingLoss(@Nullable MetricLoss base) {
        MetricLoss.Kind kind = loss != null && loss.kind != null ? loss.kind : metricLoss;
        if (kind == null) {
            return base;
        }
        MetricLoss standard = switch (kind) {
            case CONTRASTIVE -> MetricLoss.contrastive();
            case TRIPLET -> MetricLoss.triplet(TRIPLET_MARGIN, MetricLoss.Mining.SEMI_HARD);
            case MULTI_SIMILARITY -> MetricLoss.multiSimilarity();
        };
        return new MetricLoss(
                kind,
                standard.distance(),
                standard.normalize(),
                or(mining, standard.mining()),
                standard.positiveMargin(),
                or(margin, standard.margin()),
                standard.alpha(),
                standard.beta(),
                standard.base());
    }

    private LearningRateSchedule schedule(LearningRateSchedule base, SamplingPolicy sampling, Rule rule) {
        double peak = or(learningRate, base.peak());
        double share = or(floor, base.floorRatio());
        if (scaleRate) {
            int batch = sampling.pairsPerBatch() > 0
                    ? sampling.pairsPerBatch()
                    : sampling.classesPerBatch() * sampling.picturesPerClass();
            BatchScaledRate scaled = BatchScaledRate.of(peak, share * peak, batch, rule);
            peak = scaled.peak();
            share = scaled.floorRatio();
        }
        Shape curve = or(shape, base.shape());
        long all = or(steps, base.steps());
        // The other curves have a warm-up and a tail of their own; a short run shortens those of this one.
        long warm = curve == Shape.COSINE ? Math.min(or(warmUp, base.warmupSteps()), all) : 0;
        long flat = curve == Shape.COSINE ? Math.min(or(tail, base.tailSteps()), all - warm) : 0;
        return new LearningRateSchedule(peak, share, warm, flat, all, curve, base.stepsPerEpoch());
    }

    private @Nullable EarlyStopping stopping(@Nullable EarlyStopping base) {
        if (patience == null && monitor == null) {
            return base;
        }
        return new EarlyStopping(
                or(monitor, base == null ? EarlyStopping.Monitor.LOSS : base.monitor()),
                or(patience, base == null ? PATIENCE : base.patience()),
                base == null ? 0 : base.minimalImprovement());
    }
}
