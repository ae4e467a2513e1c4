package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.EmbeddingConsumer;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.ProgressListener;
import io.github.siamese4j.ProgressListener.Stage;
import io.github.siamese4j.internal.random.RandomSubset;
import io.github.siamese4j.training.internal.alter.Alteration;
import io.github.siamese4j.training.internal.data.ImageFiles;
import io.github.siamese4j.training.internal.data.PassedOver;
import io.github.siamese4j.training.internal.sampling.SeedSequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Encoded pictures, of which altered copies are made and encoded. A copy depends on the picture, its path below the
 * folder, the alteration and the seed alone. Immutable once made.
 */
public final class CopySet {

    private final ScoredModel model;
    private final long seed;
    private final List<String> names = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final List<String> passedOver;
    private final Embeddings originals;

    private CopySet(
            ScoredModel model,
            SortedMap<String, Path> found,
            List<String> passedOver,
            long seed,
            ProgressListener progress) {
        this.passedOver = List.copyOf(passedOver);
        this.model = model;
        this.seed = seed;
        List<Map.Entry<String, Path>> all = List.copyOf(found.entrySet());
        List<Embedding> embeddings = new ArrayList<>();
        model.encoder()
                .encodeAll(all.stream().map(each -> Image.of(each.getValue())).iterator(), new EmbeddingConsumer() {
                    @Override
                    public void accept(long index, Image image, Embedding embedding) {
                        embeddings.add(embedding);
                        names.add(all.get((int) index).getKey());
                        files.add(all.get((int) index).getValue());
                        progress.progressed(Stage.ENCODING, index + 1, all.size());
                    }

                    @Override
                    public void refuse(long index, Image image, ImageException failure) {
                        skipped.add(String.valueOf(failure.getMessage()));
                        progress.progressed(Stage.ENCODING, index + 1, all.size());
                    }
                });
        if (files.size() < 2) {
            throw new EvaluationException(
                    ErrorCode.DATA_TOO_SMALL,
                    "altered copies need at least 2 usable pictures, but there are " + files.size()
                            + "; give a folder with more pictures");
        }
        originals = Embeddings.of(embeddings);
    }

    /**
     * Encodes the pictures below a folder, or as many of them as given, drawn at random. Pictures that cannot be
     * decoded are left out. Fails with {@code DATA_TOO_SMALL} if fewer than two can.
     */
    public static CopySet of(ScoredModel model, Path folder, int most, long seed, ProgressListener progress) {
        PassedOver passedOver = new PassedOver();
        SortedMap<String, Path> found = ImageFiles.below(folder, passedOver);
        if (found.size() > most) {
            found.keySet()
                    .retainAll(Set.copyOf(
                            RandomSubset.draw(List.copyOf(found.keySet()), most, new SplittableRandom(seed))));
        }
        // Originals and the copies of one alteration are in memory at once.
        EncodedImages.requireMemory(model, 2L * found.size());
        return new CopySet(model, found, passedOver.messages(folder), seed, progress);
    }

    /** Returns the number of pictures. */
    public int size() {
        return files.size();
    }

    /** Returns the path of a picture below the folder, with {@code /} between names. */
    public String name(int picture) {
        return names.get(picture);
    }

    /** Returns one sentence for each picture that is left out. */
    public List<String> skipped() {
        return List.copyOf(skipped);
    }

    /** Returns the sentences about files and folders that are no pictures. */
    public List<String> passedOver() {
        return passedOver;
    }

    /** Returns the embeddings of the pictures. */
    Embeddings originals() {
        return originals;
    }

    PairScorer scorer() {
        return model.scorer();
    }

    /** Returns at most the given number of pictures, drawn at random, in order. */
    List<Integer> draw(int most) {
        List<Integer> all = IntStream.range(0, size()).boxed().toList();
        return most >= size()
                ? all
                : RandomSubset.draw(all, most, new SplittableRandom(seed)).stream()
                        .sorted()
                        .toList();
    }

    /** Returns the altered copy of a picture. */
    Image copy(int picture, Alteration alteration) {
        Image original = Image.of(files.get(picture));
        return alteration.apply(
                Alteration.original(original, ImageFiles.LIMITS),
                SeedSequence.derive(seed, names.get(picture).hashCode()));
    }

    /** Encodes copies as they are made. Returns their embeddings in the same order. */
    Embeddings encode(Stream<Image> copies, int count, ProgressListener progress) {
        Embeddings.Builder embeddings = Embeddings.builder(model.encoder().dimension(), count);
        model.encoder().encodeAll(copies.iterator(), (index, copy, embedding) -> {
            embeddings.add(embedding);
            progress.progressed(Stage.ENCODING, index + 1, count);
        });
        return embeddings.build();
    }
}
