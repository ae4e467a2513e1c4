package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.EmbeddingConsumer;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ProgressListener;
import io.github.siamese4j.evaluation.ItemScorer;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Embeddings of images, by the index of the image in a list of files. Immutable once made. */
final class EncodedImages {

    private static final double SHARE_OF_HEAP = 0.7;

    private final ScoredModel model;
    private final Map<Integer, Embedding> embeddings = new HashMap<>();
    private final List<ImageException> failures = new ArrayList<>();

    private EncodedImages(ScoredModel model) {
        this.model = model;
    }

    /**
     * Encodes the files with the given indices, each once. Files that cannot be decoded are left out. Fails with
     * {@code CONFIG_INVALID} if the embeddings do not fit into memory, {@code DATA_CORRUPT} if no file can be decoded.
     */
    static EncodedImages of(
            ScoredModel model, List<Path> files, Collection<Integer> indices, ProgressListener progress) {
        requireMemory(model, indices.size());
        List<Integer> sorted = List.copyOf(new TreeSet<>(indices));
        EncodedImages encoded = new EncodedImages(model);
        model.encoder()
                .encodeAll(
                        sorted.stream().map(index -> Image.of(files.get(index))).iterator(), new EmbeddingConsumer() {
                            @Override
                            public void accept(long position, Image image, Embedding embedding) {
                                encoded.embeddings.put(sorted.get((int) position), embedding);
                                progress.progressed(ProgressListener.Stage.ENCODING, position + 1, sorted.size());
                            }

                            @Override
                            public void refuse(long position, Image image, ImageException failure) {
                                encoded.failures.add(failure);
                                progress.progressed(ProgressListener.Stage.ENCODING, position + 1, sorted.size());
                            }
                        });
        if (encoded.embeddings.isEmpty()) {
            throw new TrainingException(
                    Code.DATA_CORRUPT,
                    "none of the " + sorted.size() + " images can be used; the first: "
                            + encoded.failures.get(0).getMessage());
        }
        return encoded;
    }

    static void requireMemory(ScoredModel model, long images) {
        long needed = images * model.encoder().dimension() * Float.BYTES;
        long available = (long) (SHARE_OF_HEAP * Runtime.getRuntime().maxMemory());
        if (needed > available) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "the embeddings of " + images + " images need " + (needed >> 20) + " MiB, but only "
                            + (available >> 20) + " MiB of the Java heap are available; set SIAMESE4J_OPTS=-Xmx"
                            + ((needed >> 29) + 2) + "g, or ask for fewer pairs, trials or images");
        }
    }

    boolean has(int index) {
        return embeddings.containsKey(index);
    }

    int size() {
        return embeddings.size();
    }

    List<ImageException> failures() {
        return List.copyOf(failures);
    }

    ItemScorer scorer() {
        return ItemScorer.of(
                index -> {
                    Embedding embedding = embeddings.get(index);
                    if (embedding == null) {
                        throw new IllegalArgumentException("image " + index + " is not encoded");
                    }
                    return embedding;
                },
                model.scorer());
    }
}
