package io.github.siamese4j.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.Metric;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.data.Standardization;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.ParameterSpec.Kind;
import io.github.siamese4j.training.internal.network.TwinHead;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a twin network over feature vectors looks like. The trunk turns a vector of features into an embedding: subtract
 * the mean, divide by the deviation, then dense layers, each with ReLU and, in training, dropout. A metric, or a head
 * like that of {@link TwinDescription}, compares two embeddings.
 *
 * @param inputs the number of features, F; {@link #UNKNOWN} until the table is read
 * @param widths units of the dense layers; the last is the length of an embedding
 * @param dropout the share of each dense layer's outputs that a training step sets to 0, in [0, 1)
 * @param standardize whether features are standardized, by the statistics of the training rows
 * @param scorer the metric that compares two embeddings; empty for the learned head
 * @param headHidden units of the first dense layer of the head; of no meaning to metrics
 * @param featureDescription how the features are computed of a picture, as the core library reads it; null when they
 *     are not computed by it
 */
public record FeatureTwin(
        int inputs,
        List<Integer> widths,
        double dropout,
        boolean standardize,
        Optional<Metric> scorer,
        int headHidden,
        @Nullable String featureDescription)
        implements NetworkDescription {
    /** Name of the mean that is subtracted from features, [F]. */
    public static final String MEAN = "input.mean";
    /** Name of the deviation that features are divided by, [F]. */
    public static final String DEVIATION = "input.deviation";

    /** As many inputs as the table has features, before it is read. */
    public static final int UNKNOWN = 0;

    private static final int MAX_WIDTH = 100_000;

    /**
     * Checks the ranges and copies the list.
     *
     * @param inputs the number of features, F
     * @param widths units of the dense layers; the last is the length of an embedding
     * @param dropout the share of each dense layer's outputs that a training step sets to 0, in [0, 1)
     * @param standardize whether features are standardized, by the statistics of the training rows
     * @param scorer the metric that compares two embeddings; empty for the learned head
     * @param headHidden units of the first dense layer of the head
     * @param featureDescription how the features are computed of a picture, or null
     */
    public FeatureTwin {
        requireNonNull(scorer, "scorer");
        widths = List.copyOf(widths);
        if (inputs != UNKNOWN) {
            requireWidth("inputs", inputs);
        }
        widths.forEach(width -> requireWidth("widths", width));
        requireWidth("headHidden", headHidden);
        if (widths.isEmpty()) {
            throw new TrainingException(Code.CONFIG_INVALID, "widths must name at least one dense layer: " + widths);
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new TrainingException(Code.CONFIG_INVALID, "dropout must be in [0, 1): " + dropout);
        }
    }

    /**
     * Dense layers of 1024, 512 and 256 units with dropout 0.1, standardized features, compared by their cosine.
     *
     * @param inputs the number of features
     * @return the description
     */
    public static FeatureTwin standard(int inputs) {
        return new FeatureTwin(inputs, List.of(1024, 512, 256), 0.1, true, Optional.of(Metric.COSINE), 512, null);
    }

    /**
     * Returns a copy with another scorer.
     *
     * @param newScorer the metric that compares two embeddings; empty for the learned head
     * @return the copy
     */
    public FeatureTwin withScorer(Optional<Metric> newScorer) {
        return new FeatureTwin(inputs, widths, dropout, standardize, newScorer, headHidden, featureDescription);
    }

    /**
     * The same network over another number of features.
     *
     * @param count the number of features
     * @return a copy
     */
    public FeatureTwin withInputs(int count) {
        return new FeatureTwin(count, widths, dropout, standardize, scorer, headHidden, featureDescription);
    }

    /**
     * The same network with a note on how its features are computed.
     *
     * @param text as the core library reads it, or null
     * @return a copy
     */
    public FeatureTwin withFeatureDescription(@Nullable String text) {
        return new FeatureTwin(inputs, widths, dropout, standardize, scorer, headHidden, text);
    }

    @Override
    public int embeddingLength() {
        return widths.get(widths.size() - 1);
    }

    @Override
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> specs = new ArrayList<>();
        if (standardize) {
            specs.add(new ParameterSpec(MEAN, new Shape(inputs), Kind.MEAN));
            specs.add(new ParameterSpec(DEVIATION, new Shape(inputs), Kind.DEVIATION));
        }
        int in = inputs;
        for (int layer = 1; layer <= widths.size(); layer++) {
            int out = widths.get(layer - 1);
            specs.add(new ParameterSpec(denseName(layer) + ".weight", new Shape(out, in), Kind.WEIGHT));
            specs.add(new ParameterSpec(denseName(layer) + ".bias", new Shape(out), Kind.BIAS));
            in = out;
        }
        if (hasHead()) {
            specs.addAll(TwinHead.parameters(embeddingLength(), headHidden));
        }
        return List.copyOf(specs);
    }

    /**
     * Starting weights: drawn as by {@link TwinParameters#initialize}, with the statistics of the features put in.
     *
     * @param seed what they are drawn from
     * @param standardization of the rows to train on, see {@link Standardization#of}; not used by a network that does
     *     not standardize
     * @return a tensor for each parameter
     */
    public Map<String, FloatTensor> initialize(long seed, Standardization standardization) {
        Map<String, FloatTensor> values = TwinParameters.initialize(this, seed);
        if (standardize) {
            Shape shape = new Shape(inputs);
            values.put(MEAN, new FloatTensor(shape, standardization.mean().clone()));
            values.put(
                    DEVIATION,
                    new FloatTensor(shape, standardization.deviation().clone()));
        }
        return values;
    }

    /**
     * The name of a dense layer of the trunk.
     *
     * @param layer the layer, from 1
     * @return the prefix of its parameters' names
     */
    public static String denseName(int layer) {
        return "trunk.dense" + layer;
    }

    private static void requireWidth(String name, int value) {
        if (value < 1 || value > MAX_WIDTH) {
            throw new TrainingException(Code.CONFIG_INVALID, name + " must be in 1.." + MAX_WIDTH + ": " + value);
        }
    }
}
