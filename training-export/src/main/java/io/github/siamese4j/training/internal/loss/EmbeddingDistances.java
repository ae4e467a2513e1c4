package io.github.siamese4j.training.internal.loss;

import ai.djl.ndarray.NDArray;

/**
 * Distances between all embeddings of a batch, in the type of the embeddings. Their gradients are finite everywhere.
 * {@linkplain #precise Float64} is needed, because a distance from a Gram matrix is a small difference of large
 * numbers.
 */
final class EmbeddingDistances {
    /** A squared norm or distance below this counts as 0 and gets no gradient. */
    private static final double NOTHING = 1e-24;

    /** The rounding error of a squared distance of 0, relative to the squared norms. */
    private static final double ROUNDING = 1e-13;

    private static final int[] ROW = {1};

    private EmbeddingDistances() {}

    /** Converts float32 to float64 by promotion, because the conversion of the engine has no gradient. */
    static NDArray precise(NDArray embeddings) {
        return embeddings.mul(embeddings.getManager().create(new double[] {1}));
    }

    /** Scales embeddings [N, D] to norm 1. Zero vectors are unchanged. */
    static NDArray unit(NDArray embeddings) {
        NDArray squares = embeddings.square().sum(ROW, true);
        NDArray positive = mask(squares);
        return embeddings.div(rootOrOne(squares, positive)).mul(positive);
    }

    /** Returns square roots, with slope 0 instead of infinity at 0. */
    static NDArray root(NDArray squares) {
        NDArray positive = mask(squares);
        return rootOrOne(squares, positive).mul(positive);
    }

    /** Returns 1 - cosine [N, N] of embeddings [N, D]. A zero vector has cosine 0 with every other. */
    static NDArray cosine(NDArray embeddings) {
        NDArray unit = unit(embeddings);
        return unit.matMul(unit.transpose()).neg().add(1);
    }

    /** Returns the Euclidean distances [N, N] of embeddings [N, D] in float64. */
    static NDArray euclidean(NDArray embeddings, boolean normalize) {
        NDArray x = normalize ? unit(embeddings) : embeddings;
        NDArray squares = x.square().sum(ROW, true);
        NDArray sums = squares.add(squares.transpose());
        NDArray squared = sums.sub(x.matMul(x.transpose()).mul(2));
        NDArray least = sums.stopGradient().mul(ROUNDING).add(NOTHING);
        NDArray positive = squared.gt(least).toType(x.getDataType(), false);
        return rootOrOne(squared, positive).mul(positive);
    }

    /** Returns 1 where a square is above 0, and 0 elsewhere. */
    private static NDArray mask(NDArray squares) {
        return squares.gt(NOTHING).toType(squares.getDataType(), false);
    }

    /** Returns square roots where the mask is 1, and 1 elsewhere, because the root of 0 has an infinite slope. */
    private static NDArray rootOrOne(NDArray squares, NDArray mask) {
        return squares.mul(mask).add(mask.neg().add(1)).sqrt();
    }
}
