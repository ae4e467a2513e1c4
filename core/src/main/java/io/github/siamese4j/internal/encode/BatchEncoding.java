package io.github.siamese4j.internal.encode;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.EmbeddingConsumer;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.ProgressListener;
import io.github.siamese4j.SimilarityMatrix;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Comparing many pictures: each is encoded once, whatever the number of pairs. */
public final class BatchEncoding {

    private static final int BATCH = 32;

    private BatchEncoding() {}

    public static double[] similarities(
            Encoder encoder,
            PairScorer scorer,
            Image query,
            List<? extends Image> candidates,
            ProgressListener listener) {
        List<Image> all = new ArrayList<>(candidates.size() + 1);
        all.add(query);
        all.addAll(candidates);
        List<Embedding> embeddings = encode(encoder, all, 0, all.size(), listener);
        double[] scores = scorer.scores(embeddings.get(0), embeddings.subList(1, all.size()));
        listener.progressed(ProgressListener.Stage.SCORING, scores.length, scores.length);
        return scores;
    }

    public static SimilarityMatrix matrix(
            Encoder encoder,
            PairScorer scorer,
            List<? extends Image> rows,
            List<? extends Image> columns,
            ProgressListener listener) {
        int total = rows == columns ? rows.size() : Math.addExact(rows.size(), columns.size());
        List<Embedding> left = encode(encoder, rows, 0, total, listener);
        List<Embedding> right = rows == columns ? left : encode(encoder, columns, rows.size(), total, listener);
        return SimilarityMatrix.of(scorer, left, right, listener);
    }

    /** For encoders that have no better way. */
    public static long encodeAll(Encoder encoder, Iterator<? extends Image> images, EmbeddingConsumer consumer) {
        long index = 0;
        long encoded = 0;
        List<Image> batch = new ArrayList<>();
        while (images.hasNext()) {
            batch.add(images.next());
            if (batch.size() == BATCH || !images.hasNext()) {
                encoded += encodeBatch(encoder, batch, index, consumer);
                index += batch.size();
                batch.clear();
            }
        }
        return encoded;
    }

    private static long encodeBatch(Encoder encoder, List<Image> batch, long first, EmbeddingConsumer consumer) {
        List<Embedding> embeddings;
        try {
            embeddings = encoder.encode(batch);
        } catch (ImageException anyOfThem) {
            return encodeEach(encoder, batch, first, consumer);
        }
        for (int i = 0; i < batch.size(); i++) {
            consumer.accept(first + i, batch.get(i), embeddings.get(i));
        }
        return batch.size();
    }

    private static long encodeEach(Encoder encoder, List<Image> batch, long first, EmbeddingConsumer consumer) {
        long encoded = 0;
        for (int i = 0; i < batch.size(); i++) {
            Embedding embedding;
            try {
                embedding = encoder.encode(batch.get(i));
            } catch (ImageException failure) {
                consumer.refuse(first + i, batch.get(i), failure);
                continue;
            }
            consumer.accept(first + i, batch.get(i), embedding);
            encoded++;
        }
        return encoded;
    }

    /** All in one array, so that scoring finds them side by side. */
    private static List<Embedding> encode(
            Encoder encoder, List<? extends Image> images, long before, long total, ProgressListener listener) {
        int dimension = encoder.dimension();
        Embeddings.Builder embeddings = Embeddings.builder(dimension, images.size());
        encoder.encodeAll(images.iterator(), (index, image, embedding) -> {
            embeddings.add(embedding);
            listener.progressed(ProgressListener.Stage.ENCODING, before + index + 1, total);
        });
        return embeddings.build();
    }
}
