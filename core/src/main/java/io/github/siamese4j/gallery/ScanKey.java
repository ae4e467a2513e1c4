package io.github.siamese4j.gallery;

import io.github.siamese4j.Metric;

/**
 * The float32 key by which a scan orders rows: it grows with the score of the metric and is cheap over many rows.
 *
 * <p>For a query q and a row x the key is the cosine for {@code COSINE}, 2·q·x − |x|² (which is |q|² minus the squared
 * distance) for {@code EUCLIDEAN}, and minus the distance for {@code MANHATTAN}. The first two are {@code product ·
 * factor + term}, where {@code product} is the dot product of the prepared query and the stored row.
 */
record ScanKey(Metric metric) {

    /** Exceeds the float32 rounding of sums of thousands of terms. Rows that pass are rescored in double. */
    private static final double ROUNDING = 1e-4;

    /** Returns whether the key is computed from a dot product; otherwise rows are compared value by value. */
    boolean isProduct() {
        return metric != Metric.MANHATTAN;
    }

    /** Returns the query as it is multiplied with rows: of norm 1 for the cosine, else unchanged. */
    float[] query(float[] query) {
        if (metric != Metric.COSINE) {
            return query;
        }
        double norm = Block.norm(query);
        float[] unit = new float[query.length];
        for (int i = 0; i < unit.length && norm > 0; i++) {
            unit[i] = (float) (query[i] / norm);
        }
        return unit;
    }

    /** Returns the factor of a row's dot product. */
    float factor(Block block, int row) {
        if (metric == Metric.EUCLIDEAN) {
            return 2 * block.scale(row);
        }
        float norm = block.norm(row);
        return norm > 0 ? block.scale(row) / norm : 0;
    }

    /** Returns the summand of a row. */
    float term(Block block, int row) {
        return metric == Metric.EUCLIDEAN ? -block.norm(row) * block.norm(row) : 0;
    }

    /** Returns a key that no row with at least the given score stays below. */
    double floor(double score, double queryNorm) {
        double distance = 1 / score - 1;
        double farthest = queryNorm + distance;
        double square = queryNorm * queryNorm;
        return switch (metric) {
            case COSINE -> 2 * score - 1 - ROUNDING;
            case EUCLIDEAN -> square - distance * distance - ROUNDING * (square + farthest * farthest);
            case MANHATTAN -> -distance - ROUNDING * farthest;
        };
    }
}
