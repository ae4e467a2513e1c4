package io.github.siamese4j;

import java.util.List;

/**
 * The built-in metrics: scorers that need no model. Each maps a similarity or a distance to a score in [0, 1], higher =
 * more similar.
 *
 * <p>Sums are accumulated in double. Swapping the two embeddings gives the same score to the last bit. Metrics are
 * thread-safe, and closing one does nothing.
 */
public enum Metric implements PairScorer {
    /**
     * Cosine similarity, mapped to [0, 1] as (1 + cos) / 2. A zero vector has no direction; its cosine with any vector
     * is taken as 0 and the score as 0.5.
     */
    COSINE {
        @Override
        double score(float[] a, int fromA, float[] b, int fromB, int dimension) {
            double dot = 0;
            double squareA = 0;
            double squareB = 0;
            for (int i = 0; i < dimension; i++) {
                double x = a[fromA + i];
                double y = b[fromB + i];
                dot += x * y;
                squareA += x * x;
                squareB += y * y;
            }
            if (squareA == 0 || squareB == 0) {
                return 0.5;
            }
            double cosine = dot / (Math.sqrt(squareA) * Math.sqrt(squareB));
            return (1 + Math.max(-1, Math.min(1, cosine))) / 2;
        }
    },

    /** Euclidean distance d, mapped to (0, 1] as 1 / (1 + d). */
    EUCLIDEAN {
        @Override
        double score(float[] a, int fromA, float[] b, int fromB, int dimension) {
            double sum = 0;
            for (int i = 0; i < dimension; i++) {
                double difference = (double) a[fromA + i] - b[fromB + i];
                sum += difference * difference;
            }
            return 1 / (1 + Math.sqrt(sum));
        }
    },

    /** Manhattan distance d (the sum of absolute differences), mapped to (0, 1] as 1 / (1 + d). */
    MANHATTAN {
        @Override
        double score(float[] a, int fromA, float[] b, int fromB, int dimension) {
            double sum = 0;
            for (int i = 0; i < dimension; i++) {
                sum += Math.abs((double) a[fromA + i] - b[fromB + i]);
            }
            return 1 / (1 + sum);
        }
    };

    abstract double score(float[] a, int fromA, float[] b, int fromB, int dimension);

    @Override
    public double score(Embedding left, Embedding right) {
        right.requireDimension(left.dimension());
        return score(left.array(), left.offset(), right.array(), right.offset(), left.dimension());
    }

    @Override
    public double[] scores(Embedding query, List<Embedding> candidates) {
        double[] scores = new double[candidates.size()];
        if (scores.length > 0 && candidates instanceof Embeddings rows) {
            int dimension = rows.dimension();
            rows.get(0).requireDimension(query.dimension());
            for (int i = 0; i < scores.length; i++) {
                scores[i] = score(query.array(), query.offset(), rows.array(), rows.offset(i), dimension);
            }
            return scores;
        }
        int at = 0;
        for (Embedding candidate : candidates) {
            scores[at++] = score(query, candidate);
        }
        return scores;
    }

    @Override
    public void close() {
        // A metric holds no resources.
    }
}
