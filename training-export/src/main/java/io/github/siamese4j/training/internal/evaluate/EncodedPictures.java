package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.Embedding;
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
import java.util.function.IntFunction;

/** Pictures that were encoded once, to be compared many times. Immutable once made. */
final class EncodedPictures {

    private static final int AT_ONCE = 32;
    private static final double SHARE_OF_HEAP = 0.7;

    private final ScoredModel subject;
    private final Map<Integer, Embedding> embeddings = new HashMap<>();
    private final List<ImageException> failures = new ArrayList<>();

    private EncodedPictures(ScoredModel subject) {
        this.subject = subject;
    }

    /**
     * Encodes pictures; those that cannot be decoded are left out.
     *
     * @param used places of the pictures that are needed
     * @throws TrainingException {@code CONFIG_INVALID} if their embeddings do not fit into memory, {@code DATA_CORRUPT}
     *     if none can be decoded
     */
    static EncodedPictures of(
            ScoredModel subject, List<Path> files, Collection<Integer> used, ProgressListener progress) {
        requireMemory(subject, used.size());
        EncodedPictures encoded = new EncodedPictures(subject);
        List<Integer> places = List.copyOf(new TreeSet<>(used));
        for (int from = 0; from < places.size(); from += AT_ONCE) {
            int to = Math.min(places.size(), from + AT_ONCE);
            encoded.add(places.subList(from, to), place -> Image.of(files.get(place)));
            progress.progressed(ProgressListener.Stage.ENCODING, to, places.size());
        }
        if (encoded.embeddings.isEmpty()) {
            throw new TrainingException(
                    Code.DATA_CORRUPT,
                    "none of the pictures can be used: "
                            + encoded.failures.get(0).getMessage());
        }
        return encoded;
    }

    private static void requireMemory(ScoredModel subject, int pictures) {
        long needed = (long) pictures * subject.dimension() * Float.BYTES;
        long most = (long) (SHARE_OF_HEAP * Runtime.getRuntime().maxMemory());
        if (needed > most) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "the embeddings of " + pictures + " pictures take " + (needed >> 20) + " MiB, but Java may use "
                            + (most >> 20) + " MiB for them; give it more (SIAMESE4J_OPTS=-Xmx" + ((needed >> 29) + 2)
                            + "g) or ask for fewer pairs, trials or pictures");
        }
    }

    private void add(List<Integer> places, IntFunction<Image> image) {
        try {
            List<Embedding> made =
                    subject.encode().apply(places.stream().map(image::apply).toList());
            for (int i = 0; i < made.size(); i++) {
                embeddings.put(places.get(i), made.get(i));
            }
        } catch (ImageException e) {
            if (places.size() == 1) {
                failures.add(e);
            } else {
                // One bad picture fails its batch: halves find it in few runs.
                add(places.subList(0, places.size() / 2), image);
                add(places.subList(places.size() / 2, places.size()), image);
            }
        }
    }

    boolean has(int place) {
        return embeddings.containsKey(place);
    }

    int size() {
        return embeddings.size();
    }

    List<ImageException> failures() {
        return List.copyOf(failures);
    }

    ItemScorer similarities() {
        return ItemScorer.of(
                place -> {
                    Embedding embedding = embeddings.get(place);
                    if (embedding == null) {
                        throw new IllegalArgumentException("picture " + place + " was not encoded");
                    }
                    return embedding;
                },
                subject.scorer());
    }
}
