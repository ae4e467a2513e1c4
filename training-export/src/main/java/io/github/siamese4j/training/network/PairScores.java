package io.github.siamese4j.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.PairScorer;

/**
 * Metrics of all pairs of a batch, (0, 1), (0, 2), …, (1, 2), …, with gradients that are finite everywhere and summed in a
 * fixed order. Arrays belong to the manager of the embeddings.
 */
public final class PairScores {
    private static final int[] ROW = {1};
    /** A norm or distance whose square is below this counts as 0 and gets no gradient: that grows with its inverse. */
    private static final float NOTHING = 1e-24f;

    private PairScores() {}

    /**
     * Cosines. A zero vector has cosine 0 with every other.
     *
     * @param embeddings float32 [N, D], N at least 2
     * @return float32 [N (N - 1) / 2], in [-1, 1] but for rounding
     */
    public static NDArray cosines(NDArray embeddings) {
        NDArray squares = embeddings.square().sum(ROW, true);
        NDArray unit = embeddings.div(root(squares)).mul(some(squares));
        NDArray matrix = unit.matMul(unit.transpose());
        long count = embeddings.getShape().get(0);
        NDList rows = new NDList();
        for (long i = 0; i + 1 < count; i++) {
            // Slices, not a gather: the gradient of a gather is summed in no fixed order by several threads.
            rows.add(matrix.get(new NDIndex("{}, {}:", i, i + 1)));
        }
        return NDArrays.concat(rows, 0);
    }

    /**
     * Euclidean distances.
     *
     * @param embeddings float32 [N, D], N at least 2
     * @return float32 [N (N - 1) / 2], not negative
     */
    public static NDArray euclidean(NDArray embeddings) {
        NDArray differences = TwinNetwork.pairDifferences(embeddings);
        NDArray squares = differences.square().sum(ROW);
        differences.close();
        return root(squares).mul(some(squares));
    }

    /**
     * Manhattan distances: sums of absolute differences.
     *
     * @param embeddings float32 [N, D], N at least 2
     * @return float32 [N (N - 1) / 2], not negative
     */
    public static NDArray manhattan(NDArray embeddings) {
        NDArray differences = TwinNetwork.pairDifferences(embeddings);
        NDArray distances = differences.sum(ROW);
        differences.close();
        return distances;
    }

    /**
     * Distances to scores, {@code 1 / (1 + d)}.
     *
     * @param distances any shape, not negative
     * @return the same shape, in (0, 1], higher = more similar
     */
    public static NDArray fromDistances(NDArray distances) {
        return distances.add(1).pow(-1);
    }

    /**
     * Scores by a metric of the core library, without the training engine.
     *
     * @param metric the metric
     * @param left rows of D values
     * @param right as many rows of D values
     * @return one score per pair in [0, 1], higher = more similar
     */
    public static float[] of(PairScorer metric, float[][] left, float[][] right) {
        float[] scores = new float[left.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) metric.score(Embedding.of(left[i]), Embedding.of(right[i]));
        }
        return scores;
    }

    /** 1 where a square is not nothing, else 0. */
    private static NDArray some(NDArray squares) {
        return squares.gt(NOTHING).toType(squares.getDataType(), false);
    }

    /** The root, and 1 where there is nothing to take it of: the root of 0 has an infinite slope. */
    private static NDArray root(NDArray squares) {
        NDArray some = some(squares);
        return squares.mul(some).add(some.neg().add(1)).sqrt();
    }
}
