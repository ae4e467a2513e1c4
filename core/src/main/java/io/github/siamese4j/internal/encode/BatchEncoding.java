package io.github.siamese4j.internal.encode;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.EmbeddingConsumer;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ProgressListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/** Encodes many images with any {@link Encoder}. */
public final class BatchEncoding {

    private static final int BATCH = 32;

    private BatchEncoding() {}

    /**
     * Returns the embeddings of the given images and reports {@link ProgressListener.Stage#ENCODING}, after
     * {@code before} images of the task's {@code total}.
     */
    public static Embeddings encode(
            Encoder encoder, Collection<? extends Image> images, long before, long total, ProgressListener listener) {
        return encode(encoder, images.iterator(), images.size(), before, total, listener);
    }

    static Embeddings encode(
            Encoder encoder,
            Iterator<? extends Image> images,
            int count,
            long before,
            long total,
            ProgressListener listener) {
        Embeddings.Builder embeddings = Embeddings.builder(encoder.dimension(), count);
        encoder.encodeAll(images, (index, image, embedding) -> {
            embeddings.add(embedding);
            listener.progressed(ProgressListener.Stage.ENCODING, before + index + 1, total);
        });
        return embeddings.build();
    }

    /** Implements {@link Encoder#encodeAll} by calls of {@link Encoder#encode(List)}. */
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
        // A stream is read again after the failure of another image.
        List<Image> repeatable = batch.stream().map(RepeatableStream::of).toList();
        Embeddings embeddings;
        try {
            embeddings = encoder.encode(repeatable);
        } catch (ImageException e) {
            // Encode one by one to find the images that cannot be used.
            return encodeEach(encoder, batch, repeatable, first, consumer);
        }
        for (int i = 0; i < batch.size(); i++) {
            consumer.accept(first + i, batch.get(i), embeddings.get(i));
        }
        return batch.size();
    }

    private static long encodeEach(
            Encoder encoder, List<Image> batch, List<Image> repeatable, long first, EmbeddingConsumer consumer) {
        long encoded = 0;
        for (int i = 0; i < batch.size(); i++) {
            Embedding embedding;
            try {
                embedding = encoder.encode(repeatable.get(i));
            } catch (ImageException failure) {
                consumer.refuse(first + i, batch.get(i), failure);
                continue;
            }
            consumer.accept(first + i, batch.get(i), embedding);
            encoded++;
        }
        return encoded;
    }
}
