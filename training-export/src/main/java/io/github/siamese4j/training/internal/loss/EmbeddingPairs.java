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
 * Differences, cosines and values of the pairs of a batch. Gradients are summed in a fixed order, so that a run can be
 * repeated. Arrays belong to the manager of the embeddings.
 */
public final class EmbeddingPairs {
    private static final int[] ROW = {1};

    private EmbeddingPairs() {}

    /**
     * Returns the absolute differences, which the head of a twin takes.
     *
     * @param embeddings float32 [N, D]
     * @param targets the pairs
     * @return float32 [P, D]
     */
    public static NDArray differences(NDArray embeddings, PairTargets targets) {
        if (targets.isComplete()) {
            return pairDifferences(embeddings);
        }
        // A product with 1 and -1, because several threads sum the gradient of a gather in no fixed order.
        float[] chosen = new float[targets.pairs() * targets.pictures()];
        for (int i = 0; i < targets.pairs(); i++) {
            chosen[i * targets.pictures() + targets.right(i)] = 1;
            chosen[i * targets.pictures() + targets.left(i)] = -1;
        }
        return product(chosen, targets, embeddings).abs();
    }

    /**
     * Returns the absolute differences of all pairs of a batch.
     *
     * @param embeddings float32 [N, D], N at least 2
     * @return float32 [N (N - 1) / 2, D]: pairs (0, 1), (0, 2), …, (1, 2), …
     */
    public static NDArray pairDifferences(NDArray embeddings) {
        long count = embeddings.getShape().get(0);
        NDList rows = new NDList();
        for (long i = 0; i + 1 < count; i++) {
            // Slices, because several threads sum the gradient of a gather in no fixed order.
            NDArray rest = embeddings.get(new NDIndex("{}:", i + 1));
            NDArray anchor = embeddings.get(new NDIndex("{}:{}", i, i + 1));
            NDArray difference = rest.sub(anchor);
            rows.add(difference.abs());
            rest.close();
            anchor.close();
            difference.close();
        }
        NDArray all = NDArrays.concat(rows, 0);
        rows.close();
        return all;
    }

    /**
     * Returns the cosines, 0 if an embedding is the zero vector.
     *
     * @param embeddings float32 [N, D]
     * @param targets the pairs
     * @return float32 [P], in -1..1
     */
    public static NDArray cosines(NDArray embeddings, PairTargets targets) {
        NDArray unit = EmbeddingDistances.unit(embeddings);
        if (!targets.isComplete()) {
            return chosen(unit, targets, true).mul(chosen(unit, targets, false)).sum(ROW);
        }
        NDArray matrix = unit.matMul(unit.transpose());
        NDList rows = new NDList();
        for (long i = 0; i + 1 < targets.pictures(); i++) {
            rows.add(matrix.get(new NDIndex("{}, {}:", i, i + 1)));
        }
        return NDArrays.concat(rows, 0);
    }

    /**
     * Returns the values that a loss compares with the targets: logits of a head, cosines that are not mapped to [0,
     * 1], or scores {@code 1 / (1 + d)} of distances.
     *
     * @param embeddings float32 [N, D]
     * @param targets the pairs
     * @param scorer the metric that compares them; empty for the head
     * @param parameters gives a parameter of the head by name
     * @return float32 [P]
     */
    public static NDArray values(
            NDArray embeddings, PairTargets targets, Optional<Metric> scorer, Function<String, NDArray> parameters) {
        if (scorer.equals(Optional.of(Metric.COSINE))) {
            return cosines(embeddings, targets);
        }
        NDArray differences = differences(embeddings, targets);
        NDArray values;
        if (scorer.isEmpty()) {
            values = TwinHead.logits(differences, parameters);
        } else if (scorer.get() == Metric.EUCLIDEAN) {
            values = EmbeddingDistances.root(differences.square().sum(ROW))
                    .add(1)
                    .pow(-1);
        } else {
            values = differences.sum(ROW).add(1).pow(-1);
        }
        differences.close();
        return values;
    }

    private static NDArray chosen(NDArray rows, PairTargets targets, boolean left) {
        float[] chosen = new float[targets.pairs() * targets.pictures()];
        for (int i = 0; i < targets.pairs(); i++) {
            chosen[i * targets.pictures() + (left ? targets.left(i) : targets.right(i))] = 1;
        }
        return product(chosen, targets, rows);
    }

    private static NDArray product(float[] chosen, PairTargets targets, NDArray rows) {
        Shape shape = new Shape(targets.pairs(), targets.pictures());
        return new FloatTensor(shape, chosen).copyTo(rows.getManager()).matMul(rows);
    }
}
