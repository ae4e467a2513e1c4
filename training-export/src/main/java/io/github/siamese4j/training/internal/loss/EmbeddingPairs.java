package io.github.siamese4j.training.internal.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.Metric;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinHead;
import java.util.Optional;
import java.util.function.Function;

/**
 * Functions of the pairs P of a batch of embeddings, float32 [N, D]. Gradients are summed in a fixed order, so that a
 * run can be repeated. Results belong to the manager of the embeddings.
 */
public final class EmbeddingPairs {
    private static final int[] ROW = {1};

    private EmbeddingPairs() {}

    /** Returns the absolute differences [P, D], which the head of a twin reads. */
    public static NDArray differences(NDArray embeddings, PairTargets targets) {
        return targets.isComplete()
                ? pairDifferences(embeddings)
                : combined(embeddings, targets, -1, 1).abs();
    }

    /** Returns the absolute differences of all pairs (0, 1), (0, 2), …, (1, 2), … of at least two embeddings. */
    public static NDArray pairDifferences(NDArray embeddings) {
        long count = embeddings.getShape().get(0);
        NDList rows = new NDList();
        for (long i = 0; i + 1 < count; i++) {
            // Slices, because several threads sum the gradient of a gather in no fixed order.
            try (NDArray rest = embeddings.get(new NDIndex("{}:", i + 1));
                    NDArray anchor = embeddings.get(new NDIndex("{}:{}", i, i + 1));
                    NDArray difference = rest.sub(anchor)) {
                rows.add(difference.abs());
            }
        }
        NDArray all = NDArrays.concat(rows, 0);
        rows.close();
        return all;
    }

    /** Returns the cosines [P], 0 where an embedding is the zero vector. */
    public static NDArray cosines(NDArray embeddings, PairTargets targets) {
        NDArray unit = EmbeddingDistances.unit(embeddings);
        if (!targets.isComplete()) {
            return combined(unit, targets, 1, 0)
                    .mul(combined(unit, targets, 0, 1))
                    .sum(ROW);
        }
        NDArray matrix = unit.matMul(unit.transpose());
        NDList rows = new NDList();
        for (long i = 0; i + 1 < targets.pictures(); i++) {
            rows.add(matrix.get(new NDIndex("{}, {}:", i, i + 1)));
        }
        return NDArrays.concat(rows, 0);
    }

    /**
     * Returns the values [P] that a loss compares with 1 for pairs of the same class and with 0 for others. They are
     * the logits of a head, cosines (not mapped to [0, 1] as scores are), or the scores {@code 1 / (1 + d)} of
     * distances.
     *
     * @param scorer the metric that compares embeddings; empty for the head
     * @param parameters returns a parameter of the head by name
     */
    public static NDArray values(
            NDArray embeddings, PairTargets targets, Optional<Metric> scorer, Function<String, NDArray> parameters) {
        if (scorer.equals(Optional.of(Metric.COSINE))) {
            return cosines(embeddings, targets);
        }
        try (NDArray differences = differences(embeddings, targets)) {
            if (scorer.isEmpty()) {
                return TwinHead.logits(differences, parameters);
            }
            NDArray distances = scorer.get() == Metric.EUCLIDEAN
                    ? EmbeddingDistances.root(differences.square().sum(ROW))
                    : differences.sum(ROW);
            return distances.add(1).pow(-1);
        }
    }

    /** Returns the weighted sum [P, D] of the two embeddings of each pair. */
    private static NDArray combined(NDArray embeddings, PairTargets targets, float left, float right) {
        // A product of matrices, because several threads sum the gradient of a gather in no fixed order.
        float[] weights = new float[targets.pairs() * targets.pictures()];
        for (int i = 0; i < targets.pairs(); i++) {
            weights[i * targets.pictures() + targets.left(i)] = left;
            weights[i * targets.pictures() + targets.right(i)] = right;
        }
        Shape shape = new Shape(targets.pairs(), targets.pictures());
        return new FloatTensor(shape, weights).copyTo(embeddings.getManager()).matMul(embeddings);
    }
}
