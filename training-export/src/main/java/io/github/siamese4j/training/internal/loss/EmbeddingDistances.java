package io.github.siamese4j.training.internal.loss;

import ai.djl.ndarray.NDArray;

/**
 * Distances between all embeddings of a batch, in the type of the embeddings. Give them in {@linkplain #precise
 * float64}: a distance from a Gram matrix is the small difference of large numbers. Gradients are finite everywhere.
 */
public final class EmbeddingDistances {
    /** A squared norm or distance below this counts as 0 and gets no gradient. */
    private static final double NOTHING = 1e-24;

    /** Relative to the squared norms: what rounding leaves of a squared distance of 0. */
    private static final double ROUNDING = 1e-13;

    private static final int[] ROW = {1};

    private EmbeddingDistances() {}

    /** Float32 to float64, by promotion: the engine's own conversion has no gradient. */
    public static NDArray precise(NDArray embeddings) {
        return embeddings.mul(embeddings.getManager().create(new double[] {1}));
    }

    /** Embeddings [N, D] to vectors of length 1; zero vectors stay. */
    static NDArray unit(NDArray embeddings) {
        NDArray squares = embeddings.square().sum(ROW, true);
        NDArray some = squares.gt(NOTHING).toType(embeddings.getDataType(), false);
        // Where the norm is 0 the root is taken of 1: that of 0 has an infinite slope.
        NDArray norm = squares.mul(some).add(some.neg().add(1)).sqrt();
        return embeddings.div(norm).mul(some);
    }

    /** Roots with a slope of 0, not infinity, where there is nothing to take them of. */
    static NDArray root(NDArray squares) {
        NDArray some = squares.gt(NOTHING).toType(squares.getDataType(), false);
        return squares.mul(some).add(some.neg().add(1)).sqrt().mul(some);
    }

    /** Embeddings [N, D] to 1 - cosine [N, N]; a zero vector has cosine 0 with every other. */
    public static NDArray cosine(NDArray embeddings) {
        NDArray unit = unit(embeddings);
        return unit.matMul(unit.transpose()).neg().add(1);
    }

    /** Embeddings [N, D] to Euclidean distances [N, N], from float64 only. */
    public static NDArray euclidean(NDArray embeddings, boolean normalize) {
        NDArray x = normalize ? unit(embeddings) : embeddings;
        NDArray squares = x.square().sum(ROW, true);
        NDArray sums = squares.add(squares.transpose());
        NDArray squared = sums.sub(x.matMul(x.transpose()).mul(2));
        NDArray least = sums.stopGradient().mul(ROUNDING).add(NOTHING);
        NDArray some = squared.gt(least).toType(x.getDataType(), false);
        return squared.mul(some).add(some.neg().add(1)).sqrt().mul(some);
    }
}
