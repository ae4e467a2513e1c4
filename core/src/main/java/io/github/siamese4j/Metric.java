package io.github.siamese4j;

import java.util.List;

/** The built-in metrics. Sums are accumulated in double; the order of the operands does not matter to any of them. */
public enum Metric implements PairScorer {
    COSINE {
        @Override
        public double score(Embedding left, Embedding right) {
            int dimension = Embedding.requireSameDimension(left, right);
            double dot = 0;
            double leftSquare = 0;
            double rightSquare = 0;
            for (int i = 0; i < dimension; i++) {
                double l = left.get(i);
                double r = right.get(i);
                dot += l * r;
                leftSquare += l * l;
                rightSquare += r * r;
            }
            if (leftSquare == 0 || rightSquare == 0) {
                return 0.5;
            }
            double cosine = dot / (Math.sqrt(leftSquare) * Math.sqrt(rightSquare));
            return (1 + Math.max(-1, Math.min(1, cosine))) / 2;
        }
    },
    EUCLIDEAN {
        @Override
        public double score(Embedding left, Embedding right) {
            int dimension = Embedding.requireSameDimension(left, right);
            double sum = 0;
            for (int i = 0; i < dimension; i++) {
                double difference = (double) left.get(i) - right.get(i);
                sum += difference * difference;
            }
            return 1 / (1 + Math.sqrt(sum));
        }
    },
    MANHATTAN {
        @Override
        public double score(Embedding left, Embedding right) {
            int dimension = Embedding.requireSameDimension(left, right);
            double sum = 0;
            for (int i = 0; i < dimension; i++) {
                sum += Math.abs((double) left.get(i) - right.get(i));
            }
            return 1 / (1 + sum);
        }
    };

    @Override
    public abstract double score(Embedding left, Embedding right);

    @Override
    public double[] scores(Embedding query, List<Embedding> candidates) {
        return candidates.stream()
                .mapToDouble(candidate -> score(query, candidate))
                .toArray();
    }

    @Override
    public void close() {
        // a metric holds nothing
    }
}
