package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingConfig.FrozenEncoder;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.internal.data.DatasetSplit;
import io.github.siamese4j.training.internal.data.Standardization;
import io.github.siamese4j.training.internal.frozen.EmbeddedPictures;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.sampling.Sampler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Training data from images whose embeddings a frozen encoder computed. The samples for training include views. */
record EncodedData(EmbeddedPictures pictures, DatasetSplit split, Sampler sampler) implements RowData {

    /** The side of an image that is drawn. */
    private static final int SHOWN = 96;

    static EncodedData read(TrainingConfig config, TrainingListener listener) {
        EmbeddedPictures pictures = EmbeddedPictures.of(config, listener);
        DatasetSplit split = split(pictures, config);
        return new EncodedData(pictures, split, TrainingData.sampler(config, pictures.problems(), split, listener));
    }

    /** Splits the images, and adds the views of those for training. */
    static DatasetSplit split(EmbeddedPictures pictures, TrainingConfig config) {
        DatasetSplit split = DatasetSplit.of(pictures.usable(), config.data().split());
        if (pictures.isEachImageAClass()) {
            return split;
        }
        List<LabelledClass> training = split.training().stream()
                .map(each -> new LabelledClass(each.group(), each.name(), pictures.withViews(each.items())))
                .toList();
        return new DatasetSplit(training, split.validation(), split.problems());
    }

    @Override
    public float[] row(int number) {
        return pictures.row(number);
    }

    @Override
    public String name(int number) {
        return pictures.name(number);
    }

    @Override
    public Optional<Image> image(int number) {
        return Optional.of(pictures.image(number));
    }

    @Override
    public Optional<Pixels> picture(int number) {
        try {
            return Optional.of(Pixels.read(pictures.image(number), Preprocessing.letterbox(SHOWN, SHOWN)));
        } catch (ImageException e) {
            // A run that goes on needs no images, so they may have been moved.
            return Optional.empty();
        }
    }

    @Override
    public TrainingConfig fitted(TrainingConfig config) {
        FeatureTwin network = config.network().overFeatures();
        if (network.inputs() != FeatureTwin.UNKNOWN && network.inputs() != pictures.dimension()) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "the network reads " + network.inputs() + " values, but the embeddings of the encoder have "
                            + pictures.dimension());
        }
        FrozenEncoder encoder = Objects.requireNonNull(config.data().encoder());
        return config.toBuilder()
                .network(network.withInputs(pictures.dimension()))
                .encoder(new FrozenEncoder(encoder.directory().toAbsolutePath(), pictures.encoderId(), false))
                .build();
    }

    @Override
    public Map<String, FloatTensor> initialWeights(TrainingConfig config, long seed) {
        List<Integer> rows =
                split.training().stream().flatMap(c -> c.items().stream()).toList();
        return TwinParameters.initialize(
                config.network().overFeatures(), seed, Standardization.of(pictures.dimension(), rows, pictures::row));
    }
}
