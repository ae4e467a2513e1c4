package io.github.siamese4j.training.internal.loss;

import ai.djl.ndarray.NDArray;

/**
 * Distances between all embeddings of a batch, in the type of the embeddings. Embeddings must be {@linkplain #precise
 * float64}, because a distance from a Gram matrix is the small difference of large numbers. Gradients are finite.
 */
public final class EmbeddingDistances {
    /** A squared norm or distance below this counts as 0 and gets no gradient. */
    private static final double NOTHING = 1e-24;

    /** Rounding error of a squared distance of 0, relative to the squared norms. */
    private static final double ROUNDING = 1e-13;

    private static final int[] ROW = {1};

    private EmbeddingDistances() {}

    /** Returns float32 embeddings as float64 by promotion, because the conversion of the engine has no gradient. */
    public static NDArray precise(NDArray embeddings) {
        return embeddings.mul(embeddings.getManager().create(new double[] {1}));
    }

    /** Returns embeddings [N, D] scaled to norm 1; zero vectors stay. */
    static NDArray unit(NDArray embeddings) {
        NDArray squares = embeddings.square().sum(ROW, true);
        NDArray some = squares.gt(NOTHING).toType(embeddings.getDataType(), false);
        return embeddings.div(rootOrOne(squares, some)).mul(some);
    }

    /** Returns square roots, whose slope at 0 is 0 instead of infinity. */
    static NDArray root(NDArray squares) {
        NDArray some = squares.gt(NOTHING).toType(squares.getDataType(), false);
        return rootOrOne(squares, some).mul(some);
    }

    /** Returns square roots where {@code some} is 1, and 1 where it is 0. */
    private static NDArray rootOrOne(NDArray squares, NDArray some) {
        return squares.mul(some).add(some.neg().add(1)).sqrt();
    }

    /** Returns 1 - cosine [N, N] of embeddings [N, D]; a zero vector has cosine 0 with all vectors. */
    public static NDArray cosine(NDArray embeddings) {
        NDArray unit = unit(embeddings);
        return unit.matMul(unit.transpose()).neg().add(1);
    }

    /** Returns Euclidean distances [N, N] of float64 embeddings [N, D]. */
    public static NDArray euclidean(NDArray embeddings, boolean normalize) {
        NDArray x = normalize ? unit(embeddings) : embeddings;
        NDArray squares = x.square().sum(ROW, true);
        NDArray sums = squares.add(squares.transpose());
        NDArray squared = sums.sub(x.matMul(x.transpose()).mul(2));
        NDArray least = sums.stopGradient().mul(ROUNDING).add(NOTHING);
        NDArray some = squared.gt(least).toType(x.getDataType(), false);
        return rootOrOne(squared, some).mul(some);
    }
}
