package io.github.siamese4j.training.cli;

import static io.github.siamese4j.training.cli.TrainCommand.or;

import io.github.siamese4j.training.augment.AffineAugmentation;
import io.github.siamese4j.training.network.InputScaling;
import io.github.siamese4j.training.sampling.SamplingPolicy;
import io.github.siamese4j.training.train.TrainingConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How batches are put together and distorted. */
final class BatchOptions {
    private static final int WHITE = 255;

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
    void apply(TrainingConfig base, InputScaling scaling, TrainingConfig.Builder to) {
        SamplingPolicy sampling = base.sampling();
        AffineAugmentation distortion = base.augmentation();
        boolean paper = scaling == InputScaling.INVERTED && base.network().scaling() != InputScaling.INVERTED;
        to.sampling(new SamplingPolicy(
                        or(classes, sampling.classesPerBatch()),
                        or(pictures, sampling.picturesPerClass()),
                        or(hardEvery, sampling.hardEvery()),
                        or(quarterTurns, sampling.quarterTurns()),
                        or(uprightEvery, sampling.uprightEvery())))
                .augmentation(new AffineAugmentation(
                        or(rotation, distortion.rotationDegrees()),
                        or(minScale, distortion.minScale()),
                        or(maxScale, distortion.maxScale()),
                        or(shear, distortion.shear()),
                        or(shift, distortion.shift()),
                        or(fill, paper ? WHITE : distortion.fill())));
    }
}
