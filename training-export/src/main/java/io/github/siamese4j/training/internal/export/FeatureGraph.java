package io.github.siamese4j.training.internal.export;

import static io.github.siamese4j.training.internal.export.Weights.requireValues;
import static java.util.Objects.requireNonNull;

import io.github.siamese4j.Metric;
import io.github.siamese4j.training.internal.data.Standardization;
import java.util.List;
import java.util.Optional;

/**
 * A siamese network over feature vectors as it is used for inference, independent of the engine that trained it.
 *
 * <p>The encoder maps a vector to an embedding: {@code (x − mean) / deviation} if features are standardized, then dense
 * layers, each followed by ReLU. Two embeddings are compared by a metric of the core library or by a head,
 * {@code sigmoid(output(relu(hidden(|left − right|))))}.
 *
 * @param standardization one mean and deviation per feature; empty if features are read as they are
 * @param layers at least one; each reads as many values as the one before it writes
 * @param scorer the metric that compares two embeddings; empty for the head
 * @param head the layers {@code hidden} and {@code output} without a metric, nothing with one
 * @param features how the features are computed of a picture, as the core library reads it
 */
public record FeatureGraph(
        Optional<Standardization> standardization,
        List<DenseLayer> layers,
        Optional<Metric> scorer,
        List<DenseLayer> head,
        Optional<String> features) {

    /** Checks that every part reads what the one before it writes. */
    public FeatureGraph {
        requireNonNull(scorer, "scorer");
        layers = List.copyOf(layers);
        head = List.copyOf(head);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("layers must not be empty");
        }
        standardization.ifPresent(statistics -> {
            requireValues("mean", statistics.mean(), statistics.mean().length);
            requireValues("deviation", statistics.deviation(), statistics.mean().length);
        });
        int values = standardization
                .map(statistics -> statistics.mean().length)
                .orElse(layers.get(0).inputs());
        for (DenseLayer layer : layers) {
            values = requireReads(layer, values);
        }
        if (head.size() != (scorer.isEmpty() ? 2 : 0)) {
            throw new IllegalArgumentException("head must be two layers without a metric and none with one: " + head);
        }
        for (DenseLayer layer : head) {
            values = requireReads(layer, values);
        }
        if (!head.isEmpty() && values != 1) {
            throw new IllegalArgumentException("head must end in 1 value: " + head.get(1));
        }
    }

    /**
     * The number of features.
     *
     * @return the length of a vector
     */
    public int inputs() {
        return layers.get(0).inputs();
    }

    /**
     * The length of an embedding.
     *
     * @return what the last layer writes
     */
    public int embeddingSize() {
        return layers.get(layers.size() - 1).outputs();
    }

    private static int requireReads(DenseLayer layer, int values) {
        if (layer.inputs() != values) {
            throw new IllegalArgumentException(layer + " must read " + values + " values");
        }
        return layer.outputs();
    }
}
