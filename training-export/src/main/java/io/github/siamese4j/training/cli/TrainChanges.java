package io.github.siamese4j.training.cli;

import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.Augmentation;
import io.github.siamese4j.training.CropAugmentation;
import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.JitterAugmentation;
import io.github.siamese4j.training.LearningRateSchedule.Shape;
import io.github.siamese4j.training.MetricLoss;
import io.github.siamese4j.training.OptimizerSettings;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.cli.TrainOptions.Backbone;
import io.github.siamese4j.training.cli.TrainOptions.Family;
import io.github.siamese4j.training.cli.TrainOptions.Loss;
import io.github.siamese4j.training.cli.TrainOptions.TrainOption;
import io.github.siamese4j.training.internal.config.BatchScaledRate;
import io.github.siamese4j.training.internal.json.Records;
import io.github.siamese4j.training.internal.json.ScorerJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The changes that the given options make to a configuration, by the path of the value. */
final class TrainChanges {
    private static final Pattern BLOCK = Pattern.compile("(\\d{1,4})x(\\d{1,2})");
    private static final String AUGMENTATION = "data.augmentation";
    private static final String FILL = AUGMENTATION + ".affine.fill";
    private static final String METRIC = "loss.metric";
    private static final String STOPPING = "learning.earlyStopping";
    private static final String SCHEDULE = "learning.schedule.";
    private static final String SAMPLING = "data.sampling.";
    private static final int WHITE = 255;
    private static final int GREY = 128;
    private static final double TRIPLET_MARGIN = 0.2;
    /** The width and the views for images that are classes of their own. */
    private static final int COPIES_WIDTH = 1024;

    private static final int COPIES_VIEWS = 6;

    private final TrainingConfig base;
    private final boolean fresh;
    private final Map<String, Object> given;
    private final Map<String, Object> changes = new LinkedHashMap<>();

    private TrainChanges(TrainingConfig base, boolean fresh, Map<String, Object> given) {
        this.base = base;
        this.fresh = fresh;
        this.given = given;
    }

    /**
     * Returns a configuration changed by option values by name. Each option without effect gives a warning.
     *
     * @param fresh whether the configuration is a preset, so that defaults may depend on options
     */
    static TrainingConfig apply(
            TrainingConfig base, boolean fresh, Map<String, Object> given, Consumer<String> warnings) {
        TrainChanges changes = new TrainChanges(base, fresh, given);
        changes.setWholes();
        TrainOptions.GROUPS.values().stream().flatMap(List::stream).forEach(option -> changes.set(option, warnings));
        changes.adaptFill();
        changes.adaptSchedule();
        return Records.with(base, changes.changes);
    }

    /** Sets the parts that other options change further. */
    private void setWholes() {
        if (given.get("--network") instanceof Backbone backbone) {
            TwinDescription named = backbone == Backbone.VGG16
                    ? TwinDescription.vgg16(105, 105, true, InputScaling.UNIT)
                    : TwinDescription.light(105, 105, true, InputScaling.UNIT);
            changes.put("network.blocks", named.blocks());
            changes.put("network.headHidden", named.headHidden());
        }
        if (given.get("--blocks") instanceof List<?> blocks) {
            changes.put(
                    "network.blocks",
                    blocks.stream().map(text -> block(text.toString())).toList());
        }
        if (given.get("--scorer") instanceof String scorer) {
            changes.put("network.scorer", ScorerJson.parse(scorer.toUpperCase(Locale.ROOT)));
        }
        if (given.get("--picture-memory") instanceof Long mebibytes) {
            changes.put("compute.maxPictureBytes", mebibytes << 20);
        }
        if (given.get("--augmentation") instanceof Family family) {
            changes.put(AUGMENTATION, augmentation(family));
        }
        if (given.get("--loss") instanceof Loss loss) {
            changes.put(
                    "loss.pairs.term",
                    switch (loss) {
                        case CROSS_ENTROPY -> PairLoss.Term.CROSS_ENTROPY;
                        case SQUARED_ERROR -> PairLoss.Term.SQUARED_ERROR;
                        default -> PairLoss.Term.NONE;
                    });
        }
        MetricLoss.Kind kind = metricKind();
        if (kind != null) {
            changes.put(
                    METRIC,
                    switch (kind) {
                        case CONTRASTIVE -> MetricLoss.contrastive();
                        case TRIPLET -> MetricLoss.triplet(TRIPLET_MARGIN, MetricLoss.Mining.SEMI_HARD);
                        case MULTI_SIMILARITY -> MetricLoss.multiSimilarity();
                        case SUPERVISED_CONTRASTIVE -> MetricLoss.supervisedContrastive();
                    });
        }
        if (base.learning().earlyStopping() == null
                && (given.containsKey("--patience") || given.containsKey("--monitor"))) {
            changes.put(STOPPING, EarlyStopping.standard());
        }
        if (given.containsKey("--steps")) {
            changes.put("learning.epochs", 0);
        }
        if (given.get("--layout") == FolderLayout.IMAGES && fresh && base.data().encoder() != null) {
            changes.put("network.widths", List.of(COPIES_WIDTH));
            changes.put(SAMPLING + "views", COPIES_VIEWS);
        }
    }

    private static ConvBlock block(String text) {
        Matcher matcher = BLOCK.matcher(text);
        if (!matcher.matches()) {
            throw new TrainingException(
                    Code.CONFIG_INVALID, "--blocks takes CHANNELSxCOUNT, such as 64x2, separated by commas: " + text);
        }
        return new ConvBlock(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Returns the standard of a family, or the present augmentation if it is of that family. */
    private Augmentation augmentation(Family family) {
        Augmentation present = base.data().augmentation();
        return switch (family) {
            case NONE -> Augmentation.none();
            case AFFINE -> present.affine() != null ? present : Augmentation.of(AffineAugmentation.standard(GREY));
            case CROP -> present.crop() != null ? present : Augmentation.of(CropAugmentation.standard());
            case JITTER -> present.jitter() != null ? present : Augmentation.of(JitterAugmentation.standard());
        };
    }

    private MetricLoss.@Nullable Kind metricKind() {
        Object loss = given.get("--loss");
        return Stream.of(MetricLoss.Kind.values())
                .filter(kind -> loss != null && kind.name().equals(loss.toString()))
                .findFirst()
                .orElse((MetricLoss.Kind) given.get("--metric-loss"));
    }

    private void set(TrainOption option, Consumer<String> warnings) {
        Object value = given.get(option.name());
        if (value == null) {
            return;
        }
        option.paths().stream().filter(this::exists).forEach(path -> changes.put(path, value));
        if (!option.paths().isEmpty() && option.paths().stream().noneMatch(this::exists)) {
            warnings.accept(option.name() + " has no effect: there is no "
                    + option.paths().get(0) + " in this configuration");
        }
    }

    private boolean exists(String path) {
        int dot = path.lastIndexOf('.');
        Object parent = value(path.substring(0, dot));
        return parent != null && Records.names(parent.getClass()).contains(path.substring(dot + 1));
    }

    /** Returns the value that holds at a path so far. */
    private @Nullable Object value(String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('.', end - 1)) {
            Object changed = changes.get(path.substring(0, end));
            if (changed != null) {
                return end == path.length() ? changed : Records.get(changed, path.substring(end + 1));
            }
        }
        return Records.get(base, path);
    }

    private <T> T value(String path, Class<T> type) {
        return type.cast(Objects.requireNonNull(value(path), path));
    }

    /** Fills with white where the option for the scaling turns dark strokes on white paper around. */
    private void adaptFill() {
        boolean paper = given.get("--scaling") == InputScaling.INVERTED
                && Records.get(base, "network.scaling") == InputScaling.UNIT;
        if (paper && exists(FILL)) {
            changes.putIfAbsent(FILL, WHITE);
        }
    }

    private void adaptSchedule() {
        if (given.containsKey("--scale-rate")) {
            int pairs = value(SAMPLING + "pairsPerBatch", Integer.class);
            int batch = pairs > 0
                    ? pairs
                    : value(SAMPLING + "classesPerBatch", Integer.class)
                            * value(SAMPLING + "picturesPerClass", Integer.class);
            double peak = value(SCHEDULE + "peak", Double.class);
            double floor = value(SCHEDULE + "floorRatio", Double.class) * peak;
            OptimizerSettings.Rule rule = value("learning.optimizer.rule", OptimizerSettings.Rule.class);
            BatchScaledRate scaled = BatchScaledRate.of(peak, floor, batch, rule);
            changes.put(SCHEDULE + "peak", scaled.peak());
            changes.put(SCHEDULE + "floorRatio", scaled.floorRatio());
        }
        // A short run shortens warm-up and tail; the other curves have their own.
        boolean cosine = value(SCHEDULE + "shape") == Shape.COSINE;
        long steps = value(SCHEDULE + "steps", Long.class);
        long warmup = cosine ? Math.min(value(SCHEDULE + "warmupSteps", Long.class), steps) : 0;
        long tail = cosine ? Math.min(value(SCHEDULE + "tailSteps", Long.class), steps - warmup) : 0;
        changes.put(SCHEDULE + "warmupSteps", warmup);
        changes.put(SCHEDULE + "tailSteps", tail);
    }
}
