package io.github.siamese4j.gallery;

/** How near two vectors are, as a key that grows with the score and is cheap over many rows. */
public enum ScanMetric {
    /** The cosine. */
    COSINE {
        @Override
        float[] query(float[] query) {
            double norm = Block.norm(query);
            float[] unit = new float[query.length];
            for (int i = 0; i < unit.length && norm > 0; i++) {
                unit[i] = (float) (query[i] / norm);
            }
            return unit;
        }

        @Override
        float factor(Block block, int row) {
            float norm = block.norm(row);
            return norm > 0 ? block.scale(row) / norm : 0;
        }

        @Override
        float term(Block block, int row) {
            return 0;
        }

        @Override
        double floor(double score, double queryNorm) {
            return 2 * score - 1 - ROUNDING;
        }
    },
    /** 2·q·x − |x|², which is |q|² minus the squared distance. */
    EUCLIDEAN {
        @Override
        float[] query(float[] query) {
            return query;
        }

        @Override
        float factor(Block block, int row) {
            return 2 * block.scale(row);
        }

        @Override
        float term(Block block, int row) {
            return -block.norm(row) * block.norm(row);
        }

        @Override
        double floor(double score, double queryNorm) {
            double distance = 1 / score - 1;
            double farthest = queryNorm + distance;
            return queryNorm * queryNorm
                    - distance * distance
                    - ROUNDING * (queryNorm * queryNorm + farthest * farthest);
        }
    },
    /** Minus the distance. Not a product: each row is compared by itself. */
    MANHATTAN {
        @Override
        float[] query(float[] query) {
            return query;
        }

        @Override
        float factor(Block block, int row) {
            throw new UnsupportedOperationException();
        }

        @Override
        float term(Block block, int row) {
            throw new UnsupportedOperationException();
        }

        @Override
        double floor(double score, double queryNorm) {
            double distance = 1 / score - 1;
            return -distance - ROUNDING * (distance + queryNorm);
        }
    };

    /** More than float32 loses over thousands of terms: what passes is scored again in double. */
    private static final double ROUNDING = 1e-4;

    /** The query as it is multiplied with rows. */
    abstract float[] query(float[] query);

    /** What a row's product with the query is multiplied with. */
    abstract float factor(Block block, int row);

    /** What is added to that. */
    abstract float term(Block block, int row);

    /** A key that no pair with at least this score stays below. */
    abstract double floor(double score, double queryNorm);
}
