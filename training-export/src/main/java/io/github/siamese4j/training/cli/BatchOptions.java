package io.github.siamese4j.training.cli;

import static io.github.siamese4j.training.cli.TrainCommand.or;

import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.Augmentation;
import io.github.siamese4j.training.CropAugmentation;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.JitterAugmentation;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TwinDescription;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How batches are put together and distorted. */
final class BatchOptions {
    /** The kinds of distortion. */
    enum Family {
        NONE,
        AFFINE,
        CROP,
        JITTER
    }

    private static final int WHITE = 255;
    private static final int GREY = 128;

    @Option(names = "--classes", description = "classes per batch")
    private @Nullable Integer classes;

    @Option(names = "--pictures", description = "pictures per class in a batch")
    private @Nullable Integer pictures;

    @Option(names = "--hard-every", description = "every n-th batch from two groups only, 0: never")
    private @Nullable Integer hardEvery;

    @Option(
            names = "--quarter-turns",
            negatable = true,
            fallbackValue = "true",
            description = "a class turned by 90 degrees counts as another class")
    private @Nullable Boolean quarterTurns;

    @Option(names = "--upright-every", description = "every n-th batch without turns, 0: never")
    private @Nullable Integer uprightEvery;

    @Option(
            names = "--pairs",
            description = "single pairs as in the original: so many of each kind make a batch, 0: none")
    private @Nullable Integer pairs;

    @Option(
            names = "--views",
            description = "fixed distortions per picture, so that a frozen trunk's results can be kept")
    private @Nullable Integer views;

    @Option(
            names = "--augmentation",
            description = "${COMPLETION-CANDIDATES}: warps for drawings (the options below), crops with AutoAugment or"
                    + " jitter for photographs")
    private @Nullable Family family;

    @Option(names = "--strokes", description = "share of pictures whose strokes are made thicker or thinner")
    private @Nullable Double strokes;

    @Option(names = "--rotation", description = "largest rotation in degrees")
    private @Nullable Double rotation;

    @Option(names = "--min-scale", description = "smallest scale of an axis")
    private @Nullable Double minScale;

    @Option(names = "--max-scale", description = "largest scale of an axis")
    private @Nullable Double maxScale;

    @Option(names = "--shear", description = "largest shear")
    private @Nullable Double shear;

    @Option(names = "--shift", description = "largest shift as a share of the side")
    private @Nullable Double shift;

    @Option(
            names = "--fill",
            description = "value of pixels from outside, 0..255 (255 with --scaling INVERTED unless given)")
    private @Nullable Integer fill;

    /** Comes after the network's options: the colour of the paper follows from them. */
    SamplingPolicy apply(TrainingConfig base, NetworkDescription network, TrainingConfig.Builder to) {
        SamplingPolicy sampling = base.data().sampling();
        SamplingPolicy changed = new SamplingPolicy(
                or(classes, sampling.classesPerBatch()),
                or(pictures, sampling.picturesPerClass()),
                or(hardEvery, sampling.hardEvery()),
                or(quarterTurns, sampling.quarterTurns()),
                or(uprightEvery, sampling.uprightEvery()),
                or(pairs, sampling.pairsPerBatch()),
                or(views, sampling.views()));
        to.sampling(changed).augmentation(augmentation(base, network));
        return changed;
    }

    private Augmentation augmentation(TrainingConfig base, NetworkDescription network) {
        Augmentation before = base.data().augmentation();
        AffineAugmentation affine = before.affine();
        if (family == Family.AFFINE || (family == null && affine != null)) {
            boolean paper = isPaper(network) && !isPaper(base.network());
            AffineAugmentation from = affine == null ? AffineAugmentation.standard(GREY) : affine;
            return Augmentation.of(affine(from, paper ? WHITE : from.fill()));
        }
        if (family == null) {
            return before;
        }
        return switch (family) {
            case CROP -> before.crop() == null ? Augmentation.of(CropAugmentation.standard()) : before;
            case JITTER -> before.jitter() == null ? Augmentation.of(JitterAugmentation.standard()) : before;
            default -> Augmentation.none();
        };
    }

    private AffineAugmentation affine(AffineAugmentation from, int outside) {
        return new AffineAugmentation(
                or(rotation, from.rotationDegrees()),
                or(minScale, from.minScale()),
                or(maxScale, from.maxScale()),
                or(shear, from.shear()),
                or(shift, from.shift()),
                or(fill, outside),
                or(strokes, from.strokes()));
    }

    private static boolean isPaper(NetworkDescription network) {
        return network instanceof TwinDescription twin && twin.scaling() == InputScaling.INVERTED;
    }
}
