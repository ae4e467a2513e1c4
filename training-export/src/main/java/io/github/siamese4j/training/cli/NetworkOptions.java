package io.github.siamese4j.training.cli;

import static io.github.siamese4j.training.cli.TrainCommand.or;

import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.network.InputScaling;
import io.github.siamese4j.training.network.Precision;
import io.github.siamese4j.training.network.TwinDescription;
import io.github.siamese4j.training.train.TrainingConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What to train and from which weights. */
final class NetworkOptions {
    /** The networks that can be named on the command line. */
    enum Backbone {
        VGG16,
        LIGHT
    }

    @Option(names = "--network", description = "${COMPLETION-CANDIDATES}")
    private @Nullable Backbone backbone;

    @Option(names = "--size", description = "side of the square input in pixels")
    private @Nullable Integer size;

    @Option(
            names = "--batch-norm",
            negatable = true,
            fallbackValue = "true",
            description = "batch normalization after each convolution (folded away at export)")
    private @Nullable Boolean batchNorm;

    @Option(
            names = "--scaling",
            description = "${COMPLETION-CANDIDATES}; INVERTED (1 - x/255) suits dark strokes on white paper")
    private @Nullable InputScaling scaling;

    @Option(names = "--fit", description = "${COMPLETION-CANDIDATES}")
    private @Nullable Fit fit;

    @Option(
            names = "--init",
            paramLabel = "WEIGHTS",
            description =
                    "start from these weights, matched by name and shape: a checkpoint, a model directory, a Keras"
                            + " .h5, a .safetensors with torchvision's names")
    private @Nullable Path init;

    @Option(names = "--freeze-trunk", negatable = true, fallbackValue = "true", description = "train the head alone")
    private @Nullable Boolean freezeTrunk;

    @Option(
            names = "--precision",
            description = "arithmetic of the trunk: ${COMPLETION-CANDIDATES}; BFLOAT16 is faster on processors with"
                    + " AVX512_BF16 or AMX, AUTO measures both")
    private @Nullable Precision precision;

    @Option(names = "--devices", description = "graphics cards that share the pictures of a batch")
    private @Nullable Integer devices;

    void apply(TrainingConfig base, TrainingConfig.Builder to) {
        to.network(network(base.network()))
                .initialWeights(init == null ? base.initialWeights() : init)
                .freezeTrunk(or(freezeTrunk, base.freezeTrunk()))
                .precision(or(precision, base.precision()))
                .devices(or(devices, base.devices()));
    }

    private TwinDescription network(TwinDescription base) {
        int height = or(size, base.height());
        int width = or(size, base.width());
        boolean norm = or(batchNorm, base.batchNorm());
        InputScaling scale = or(scaling, base.scaling());
        Fit how = or(fit, base.fit());
        if (backbone == null) {
            return new TwinDescription(height, width, base.blocks(), norm, base.headHidden(), scale, how);
        }
        TwinDescription named = switch (backbone) {
            case VGG16 -> TwinDescription.vgg16(height, width, norm, scale);
            case LIGHT -> TwinDescription.light(height, width, norm, scale);
        };
        return named.withFit(how);
    }
}
