package io.github.siamese4j.gallery;

import io.github.siamese4j.Device;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.SiameseComparator;
import java.util.List;
import java.util.Random;

/** Comparators and embeddings without a model. */
final class Galleries {

    private Galleries() {}

    static SiameseComparator comparator(int dimension, PairScorer scorer) {
        return comparator(new Named("", dimension), scorer);
    }

    static SiameseComparator comparator(Encoder encoder, PairScorer scorer) {
        return SiameseComparator.builder().encoder(encoder).scorer(scorer).build();
    }

    static Entry entry(int i) {
        return new Entry("id" + i, "label" + i % 7, "payload " + i);
    }

    static float[] values(Random random, int dimension) {
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** An encoder that is not the library's own and has an id. */
    record Named(String id, int dimension) implements Encoder {
        @Override
        public Embeddings encode(List<? extends Image> images) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Device device() {
            return Device.CPU;
        }

        @Override
        public void close() {
            // Holds no resources.
        }
    }

    /** A stand-in for a learned head: not a built-in metric, but similar to that of the shortlist. */
    static final class Weighted implements PairScorer {

        private final float[] weights;

        Weighted(float... weights) {
            this.weights = weights;
        }

        @Override
        public double[] scores(Embedding query, List<Embedding> candidates) {
            return candidates.stream()
                    .mapToDouble(candidate -> {
                        double sum = 0;
                        for (int i = 0; i < weights.length; i++) {
                            sum += weights[i] * Math.abs((double) query.get(i) - candidate.get(i));
                        }
                        return Math.exp(-sum / weights.length);
                    })
                    .toArray();
        }

        @Override
        public void close() {
            // Holds no resources.
        }
    }
}
