package io.github.siamese4j.training;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.Metric;
import io.github.siamese4j.training.internal.config.Ranges;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A twin network over feature vectors. The trunk subtracts the mean of each feature, divides by its standard deviation
 * and applies dense layers with ReLU, with dropout in training. The last layer can do without ReLU. A metric, or a head
 * like that of {@link TwinDescription}, compares two embeddings.
 *
 * @param inputs number of features, F; {@link #UNKNOWN} until the table is read
 * @param widths units of the dense layers; the last is the dimension of an embedding. Without layers, the head compares
 *     the features themselves
 * @param dropout share of the outputs of each dense layer that a training step sets to 0, in [0, 1)
 * @param standardize whether features are standardized by the statistics of the training rows
 * @param linearOutput whether the last dense layer has no ReLU, so that it is a linear projection; then it has no
 *     dropout
 * @param scorer the metric that compares two embeddings; empty for the learned head
 * @param headHidden units of the first dense layer of the head; not used with a metric
 * @param featureDescription description of the computation of features from an image, as the core library reads it;
 *     null if the core library does not compute them
 */
public record FeatureTwin(
        int inputs,
        List<Integer> widths,
        double dropout,
        boolean standardize,
        boolean linearOutput,
        Optional<Metric> scorer,
        int headHidden,
        @Nullable String featureDescription)
        implements NetworkDescription {

    /** The number of inputs before the table is read. */
    public static final int UNKNOWN = 0;

    private static final int MAX_WIDTH = 100_000;

    /** Creates the description, checks its ranges and copies the list. */
    public FeatureTwin {
        requireNonNull(scorer, "scorer");
        widths = List.copyOf(widths);
        if (inputs != UNKNOWN) {
            requireWidth("inputs", inputs);
        }
        widths.forEach(width -> requireWidth("widths", width));
        requireWidth("headHidden", headHidden);
        Ranges.belowOne("dropout", dropout);
    }

    /**
     * {@return a network with dense layers of 1024, 512 and 256 units, dropout 0.1, standardized features and the
     * cosine metric}
     *
     * @param inputs number of features
     */
    public static FeatureTwin standard(int inputs) {
        return new FeatureTwin(
                inputs, List.of(1024, 512, 256), 0.1, true, false, Optional.of(Metric.COSINE), 512, null);
    }

    /**
     * {@return a copy with another scorer}
     *
     * @param newScorer the metric that compares two embeddings; empty for the learned head
     */
    public FeatureTwin withScorer(Optional<Metric> newScorer) {
        return new FeatureTwin(
                inputs, widths, dropout, standardize, linearOutput, newScorer, headHidden, featureDescription);
    }

    /**
     * {@return a copy with another number of features}
     *
     * @param count number of features
     */
    public FeatureTwin withInputs(int count) {
        return new FeatureTwin(
                count, widths, dropout, standardize, linearOutput, scorer, headHidden, featureDescription);
    }

    /**
     * {@return a copy with other dense layers}
     *
     * @param newWidths units of the dense layers
     */
    public FeatureTwin withWidths(List<Integer> newWidths) {
        return new FeatureTwin(
                inputs, newWidths, dropout, standardize, linearOutput, scorer, headHidden, featureDescription);
    }

    /**
     * {@return a copy with another description of its features}
     *
     * @param text description of the computation of features from an image, as the core library reads it, or null
     */
    public FeatureTwin withFeatureDescription(@Nullable String text) {
        return new FeatureTwin(inputs, widths, dropout, standardize, linearOutput, scorer, headHidden, text);
    }

    /**
     * {@return the dimension of an embedding; without layers that of the features, {@link #UNKNOWN} as long as they
     * are}
     */
    @Override
    public int embeddingDimension() {
        return widths.isEmpty() ? inputs : widths.get(widths.size() - 1);
    }

    private static void requireWidth(String name, int value) {
        Ranges.require(value >= 1 && value <= MAX_WIDTH, name + " must be in 1.." + MAX_WIDTH + ": " + value);
    }
}
