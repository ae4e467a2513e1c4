package io.github.siamese4j.training.cli;

import static io.github.siamese4j.training.cli.TrainCommand.or;

import io.github.siamese4j.Metric;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.internal.json.ScorerJson;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** What to train and from which weights. */
final class NetworkOptions {
    /** The networks that can be named on the command line. */
    enum Backbone {
        VGG16,
        LIGHT;

        TwinDescription describe(int height, int width, boolean batchNorm, InputScaling scaling) {
            return switch (this) {
                case VGG16 -> TwinDescription.vgg16(height, width, batchNorm, scaling);
                case LIGHT -> TwinDescription.light(height, width, batchNorm, scaling);
            };
        }
    }

    private static final Pattern BLOCK = Pattern.compile("(\\d{1,4})x(\\d{1,2})");

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
            description =
                    "arithmetic of the trunk: ${COMPLETION-CANDIDATES}; WINOGRAD is float32 with fewer multiplications,"
                            + " faster for wide layers; BFLOAT16 is faster on processors with AVX512_BF16 or AMX; "
                            + "AUTO measures them")
    private @Nullable Precision precision;

    @Option(names = "--devices", description = "graphics cards that share the pictures of a batch")
    private @Nullable Integer devices;

    @Option(
            names = "--scorer",
            completionCandidates = ScorerNames.class,
            converter = ScorerNames.class,
            description = "what compares two embeddings: ${COMPLETION-CANDIDATES}")
    private @Nullable Scorer scorer;

    @Option(
            names = "--blocks",
            split = ",",
            paramLabel = "CHANNELSxCOUNT",
            description = "convolutions of each block, such as 32x1,64x2,128x2, instead of --network")
    private @Nullable List<String> blocks;

    @Option(names = "--head", description = "units of the head's hidden layer")
    private @Nullable Integer head;

    @Option(
            names = "--hidden",
            split = ",",
            description = "of a table: units of the dense layers, such as 1024,512,256")
    private @Nullable List<Integer> hidden;

    @Option(names = "--dropout", description = "of a table: share of outputs that a step sets to 0")
    private @Nullable Double dropout;

    @Option(
            names = "--standardize",
            negatable = true,
            fallbackValue = "true",
            description = "of a table: bring features to mean 0 and deviation 1")
    private @Nullable Boolean standardize;

    /** A scorer; picocli gives a value of type Optional a meaning of its own. */
    private record Scorer(Optional<Metric> metric) {}

    private static final class ScorerNames implements Iterable<String>, ITypeConverter<Scorer> {
        @Override
        public Iterator<String> iterator() {
            return ScorerJson.names().iterator();
        }

        @Override
        public Scorer convert(String value) {
            return new Scorer(ScorerJson.parse(value.toUpperCase(Locale.ROOT)));
        }
    }

    NetworkDescription apply(TrainingConfig base, TrainingConfig.Builder to) {
        NetworkDescription network = base.network() instanceof FeatureTwin features
                ? network(features)
                : network(base.network().overPictures());
        to.network(network)
                .initialWeights(init == null ? base.learning().initialWeights() : init)
                .freezeTrunk(or(freezeTrunk, base.learning().freezeTrunk()))
                .precision(or(precision, base.compute().precision()))
                .devices(or(devices, base.compute().devices()));
        return network;
    }

    private FeatureTwin network(FeatureTwin base) {
        return new FeatureTwin(
                base.inputs(),
                or(hidden, base.widths()),
                or(dropout, base.dropout()),
                or(standardize, base.standardize()),
                scorer == null ? base.scorer() : scorer.metric(),
                or(head, base.headHidden()),
                base.featureDescription());
    }

    private TwinDescription network(TwinDescription base) {
        int height = or(size, base.height());
        int width = or(size, base.width());
        boolean norm = or(batchNorm, base.batchNorm());
        InputScaling scale = or(scaling, base.scaling());
        TwinDescription named = backbone == null ? base : backbone.describe(height, width, norm, scale);
        return new TwinDescription(
                height,
                width,
                blocks == null
                        ? named.blocks()
                        : blocks.stream().map(NetworkOptions::block).toList(),
                norm,
                or(head, named.headHidden()),
                scale,
                or(fit, base.fit()),
                scorer == null ? base.scorer() : scorer.metric());
    }

    private static ConvBlock block(String text) {
        Matcher matcher = BLOCK.matcher(text);
        if (!matcher.matches()) {
            throw new TrainingException(
                    Code.CONFIG_INVALID, "--blocks takes CHANNELSxCOUNT, such as 64x2, separated by commas: " + text);
        }
        return new ConvBlock(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }
}
