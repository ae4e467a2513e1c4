package io.github.siamese4j.training.internal.train;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.SplitRule;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingConfig.FrozenEncoder;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.internal.data.DatasetSplit;
import io.github.siamese4j.training.internal.data.ImageFiles;
import io.github.siamese4j.training.internal.data.Standardization;
import io.github.siamese4j.training.internal.frozen.ClosedForm;
import io.github.siamese4j.training.internal.frozen.EmbeddedPictures;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterNames;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.sampling.Sampler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Training data from images whose embeddings a frozen encoder computed. The samples for training include views. */
record EncodedData(EmbeddedPictures pictures, DatasetSplit split, Sampler sampler) implements RowData {

    private static final int SAMPLES_PER_DIRECTION = 4;

    /** The shrinkage of the projection that training starts from, if nothing is held out to choose it. */
    private static final double SHRINKAGE = 30;

    private static final double[] SHRINKAGES = {0.3, 3, 30, 300};

    /** The side of an image that is drawn. */
    private static final int SHOWN = 96;

    static EncodedData read(TrainingConfig config, TrainingListener listener) {
        EmbeddedPictures pictures = EmbeddedPictures.of(config, listener);
        if (!ClosedForm.supports(pictures.dimension())) {
            listener.onMessage("Embeddings of " + pictures.dimension() + " values are too long for a projection in"
                    + " closed form, so training starts from random weights.");
        }
        DatasetSplit split = split(pictures, config);
        TrainingConfig bounded = config.toBuilder()
                .sampling(bounded(config.data().sampling(), split))
                .build();
        return new EncodedData(pictures, split, TrainingData.sampler(bounded, pictures.problems(), split, listener));
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
            return Optional.of(
                    Pixels.read(pictures.image(number), Preprocessing.letterbox(SHOWN, SHOWN), ImageFiles.LIMITS));
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
                .network(wideEnough(network.withInputs(pictures.dimension())))
                .sampling(bounded(config.data().sampling(), split))
                .encoder(new FrozenEncoder(encoder.directory().toAbsolutePath(), pictures.encoderId(), false))
                .build();
    }

    /** Bounds the samples of a class in a batch by the median of what there is. More would repeat samples. */
    private static SamplingPolicy bounded(SamplingPolicy sampling, DatasetSplit split) {
        int[] sizes = split.training().stream()
                .mapToInt(each -> each.items().size())
                .sorted()
                .toArray();
        return sampling.pairsPerBatch() > 0
                ? sampling
                : sampling.withPicturesPerClass(
                        Math.min(sampling.picturesPerClass(), Math.max(2, sizes[sizes.length / 2])));
    }

    /**
     * Returns a network whose linear projection keeps all directions if there are too few samples to choose some, and
     * which is not wider than the embeddings.
     */
    private FeatureTwin wideEnough(FeatureTwin network) {
        if (network.widths().size() != 1 || !network.linearOutput() || network.standardize()) {
            return network;
        }
        long samples =
                split.training().stream().mapToLong(each -> each.items().size()).sum();
        int width = network.embeddingDimension();
        int all = pictures.dimension();
        boolean few = samples < SAMPLES_PER_DIRECTION * (long) width && ClosedForm.supports(all);
        return width > all || few ? network.withWidths(List.of(all)) : network;
    }

    /** Returns random weights, or, for a single linear layer, those of a projection in closed form. */
    @Override
    public Map<String, FloatTensor> initialWeights(TrainingConfig config, long seed) {
        FeatureTwin network = config.network().overFeatures();
        List<Integer> rows =
                split.training().stream().flatMap(c -> c.items().stream()).toList();
        Map<String, FloatTensor> weights =
                TwinParameters.initialize(network, seed, Standardization.of(pictures.dimension(), rows, pictures::row));
        if (!isProjection(network)) {
            return weights;
        }
        ClosedForm.Projection projection = projection(config, network.embeddingDimension());
        int width = network.embeddingDimension();
        String layer = ParameterNames.dense(1);
        weights.put(layer + ".weight", new FloatTensor(new Shape(width, pictures.dimension()), projection.weights()));
        weights.put(layer + ".bias", new FloatTensor(new Shape(width), projection.bias()));
        return weights;
    }

    /**
     * Steps on a handful of images make the projection worse, and nothing would show it. For copies of single images
     * they make it worse, too: fewer copies are found at a low false accept rate.
     */
    @Override
    public Optional<String> reasonForNoSteps(TrainingConfig config) {
        if (pictures.isEachImageAClass() && isProjection(config.network().overFeatures())) {
            return Optional.of("Each image is a class: the model is the projection in closed form, without steps of"
                    + " training.");
        }
        SplitRule rule = config.data().split();
        boolean small = split.validation().isEmpty()
                && rule.unit() == SplitRule.Unit.AUTO
                && rule.fraction() > 0
                && isProjection(config.network().overFeatures());
        return small
                ? Optional.of("There are too few images to measure what steps of training would gain. The model is the"
                        + " projection in closed form, without them.")
                : Optional.empty();
    }

    /** Returns the projection whose shrinkage is the best on the held-out samples. */
    private ClosedForm.Projection projection(TrainingConfig config, int width) {
        if (pictures.isEachImageAClass()) {
            return ClosedForm.ofCopies(split.training(), pictures::row, pictures.dimension())
                    .projection(width, ClosedForm.Settings.ofCopies());
        }
        ClosedForm form = ClosedForm.of(split.training(), pictures::row, pictures.dimension());
        ClosedForm.Projection best = form.projection(width, ClosedForm.Settings.ofClasses(SHRINKAGE));
        if (split.validation().isEmpty()) {
            return best;
        }
        PairScorer scorer =
                config.network().scorer().map(PairScorer.class::cast).orElse(Metric.COSINE);
        Validator validator = new Validator(
                this,
                config.network().scorer(),
                config.evaluation(),
                config.run().seed());
        double area = 0;
        for (double shrinkage : SHRINKAGES) {
            ClosedForm.Projection projection = form.projection(width, ClosedForm.Settings.ofClasses(shrinkage));
            float[][] projected = validator.samples().stream()
                    .map(row -> projection.apply(pictures.row(row)))
                    .toArray(float[][]::new);
            double measured = validator.of(scorer, projected).areaUnderCurve();
            if (measured > area) {
                area = measured;
                best = projection;
            }
        }
        return best;
    }

    private boolean isProjection(FeatureTwin network) {
        return network.widths().size() == 1
                && network.linearOutput()
                && !network.standardize()
                && ClosedForm.supports(pictures.dimension())
                && network.embeddingDimension() <= pictures.dimension();
    }
}
