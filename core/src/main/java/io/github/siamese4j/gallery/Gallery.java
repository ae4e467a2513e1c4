package io.github.siamese4j.gallery;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.GalleryException;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.SiameseComparator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A searchable collection of labelled embeddings: identify, find similar, classify, find duplicates.
 *
 * <pre>{@code
 * Gallery gallery = Gallery.of(comparator);
 * gallery.add(new Entry("ann-1", "Ann"), Image.of(Path.of("ann.png")));
 * Optional<String> who = gallery.identify(Image.of(Path.of("unknown.png"))).label();
 * gallery.save(Path.of("people.gallery"));
 * }</pre>
 *
 * <p><b>Search.</b> Scores are those of the comparator's scorer, in [0, 1], higher = more similar. If the scorer is a
 * {@link io.github.siamese4j.Metric}, all entries are compared and the result is exact. Entries whose scores differ by
 * less than float32 rounding can change places at the cut. A learned scorer ranks a shortlist of the entries nearest by
 * Euclidean distance. {@link SearchOptions#withFullScan} makes it rank all entries, and {@link #recall} measures the
 * difference.
 *
 * <p><b>Memory.</b> An embedding of dimension D takes 4 · D bytes outside the heap as {@link Storage#FLOAT32}, D bytes
 * as {@link Storage#INT8}, and about 150 bytes of heap plus its texts. A growing gallery reserves up to half as much
 * again until it has 16 MiB, then at most 16 MiB. The JVM allows as much memory outside the heap as the maximum heap
 * size unless {@code -XX:MaxDirectMemorySize} is given.
 *
 * <p>Instances are thread-safe. A search sees the entries as they were at its start and never waits for additions. Each
 * addition becomes visible as a whole. The gallery does not close the comparator.
 */
public final class Gallery {

    private final SiameseComparator comparator;
    private final Table table;

    private Gallery(SiameseComparator comparator, Table table) {
        this.comparator = comparator;
        this.table = table;
    }

    /** The rule that combines the scores of several entries of one label. */
    public enum LabelRule {
        /** The highest score. */
        NEAREST,
        /** The mean score, which a single outlier changes little. */
        MEAN
    }

    /** The treatment of ids that are in both galleries of a merge. */
    public enum OnConflict {
        /** Merge nothing and throw. */
        REFUSE,
        /** Keep this gallery's entry. */
        KEEP,
        /** Replace it with the other gallery's entry. */
        REPLACE
    }

    /** Equivalent to {@code of(comparator, Storage.FLOAT32)}. */
    public static Gallery of(SiameseComparator comparator) {
        return of(comparator, Storage.FLOAT32);
    }

    /**
     * {@return an empty gallery}
     *
     * @param comparator encodes images and scores embeddings; not closed
     * @param storage the storage format of the embeddings
     */
    public static Gallery of(SiameseComparator comparator, Storage storage) {
        return new Gallery(comparator, new Table(comparator.encoder().dimension(), requireNonNull(storage, "storage")));
    }

    /**
     * Reads a gallery that {@link #save} wrote. {@code docs/gallery-format.md} describes the file.
     *
     * @param file the file
     * @param comparator a comparator of the model that made the embeddings; not closed
     * @return the gallery
     * @throws GalleryException {@code GALLERY_IO} if the file cannot be read, {@code GALLERY_CORRUPT} if it is damaged
     *     or not a gallery, {@code GALLERY_VERSION} if its format is not supported, {@code GALLERY_MODEL_MISMATCH} if
     *     it holds embeddings of another model
     */
    public static Gallery load(Path file, SiameseComparator comparator) {
        return new Gallery(
                comparator,
                GalleryReader.read(
                        file, modelId(comparator), comparator.encoder().dimension()));
    }

    /**
     * Writes all current entries to a file. At every moment, even after a kill, the old or the new file is complete.
     *
     * @param file the file, replaced if it exists; missing directories are created
     * @throws GalleryException {@code GALLERY_IO} if the file cannot be written; an existing file is unchanged then
     */
    public void save(Path file) {
        Snapshot now = table.snapshot();
        GalleryFile.write(file, new GalleryFile.Header(modelId(comparator), table.dimension(), table.storage()), now);
    }

    /** Returns the encoder's id; empty for an encoder without identity, of which only the dimension is compared. */
    private static String modelId(SiameseComparator comparator) {
        return comparator.encoder().id();
    }

    /**
     * Adds an image. Throws as {@link #add(Entry, Embedding)} does.
     *
     * @param entry the entry; its id must be new to the gallery
     * @param image the image
     * @throws ImageException if the image cannot be used
     * @throws InferenceException if the call to the encoder is refused or does not finish
     */
    public void add(Entry entry, Image image) {
        add(entry, comparator.encoder().encode(image));
    }

    /**
     * Adds an embedding.
     *
     * @param entry the entry; its id must be new to the gallery
     * @param embedding an embedding of the gallery's model
     * @throws IllegalArgumentException if the id is in the gallery already, the dimension is wrong, or a value is not
     *     finite
     */
    public void add(Entry entry, Embedding embedding) {
        table.add(List.of(entry), List.of(vector(embedding)));
    }

    /**
     * Adds images, all or none. They are encoded in batches.
     *
     * @param images the images by entry, added in the map's order; the ids must be new to the gallery
     * @throws ImageException if an image cannot be used
     * @throws InferenceException if the call to the encoder is refused or does not finish
     * @throws IllegalArgumentException if an id is in the gallery already or comes twice
     */
    public void addImages(Map<Entry, ? extends Image> images) {
        List<Entry> entries = new ArrayList<>(images.size());
        List<Image> inputs = new ArrayList<>(images.size());
        images.forEach((entry, image) -> {
            entries.add(entry);
            inputs.add(image);
        });
        table.add(entries, vectors(comparator.encoder().encode(inputs)));
    }

    /**
     * Adds embeddings, all or none.
     *
     * @param embeddings the embeddings by entry, added in the map's order; the ids must be new to the gallery
     * @throws IllegalArgumentException if an id is in the gallery already or comes twice, a dimension is wrong, or a
     *     value is not finite
     */
    public void addEmbeddings(Map<Entry, Embedding> embeddings) {
        table.add(List.copyOf(embeddings.keySet()), vectors(embeddings.values()));
    }

    /**
     * Replaces the embedding with the same id, or adds it, in one step.
     *
     * @param entry the entry
     * @param embedding an embedding of the gallery's model
     * @throws IllegalArgumentException if the dimension is wrong or a value is not finite
     */
    public void replace(Entry entry, Embedding embedding) {
        table.put(List.of(entry), List.of(vector(embedding)));
    }

    /**
     * Equivalent to {@code replace(entry, embedding)} with the embedding of an image.
     *
     * @param entry the entry
     * @param image the image
     * @throws ImageException if the image cannot be used
     * @throws InferenceException if the call to the encoder is refused or does not finish
     */
    public void replace(Entry entry, Image image) {
        replace(entry, comparator.encoder().encode(image));
    }

    /**
     * Removes entries in one step.
     *
     * @param ids the ids of the entries; unknown ids are ignored
     * @return the number of entries removed
     */
    public int remove(Collection<String> ids) {
        return table.remove(ids);
    }

    /**
     * Adds all entries of another gallery of the same model, in one step.
     *
     * @param other the other gallery, which does not change
     * @param onConflict the treatment of ids that are in both galleries
     * @return the number of entries taken from the other gallery
     * @throws GalleryException {@code GALLERY_MODEL_MISMATCH} if the other gallery is of another model
     * @throws IllegalArgumentException with {@link OnConflict#REFUSE} if an id is in both galleries
     */
    public int merge(Gallery other, OnConflict onConflict) {
        if (!modelId(comparator).equals(modelId(other.comparator)) || table.dimension() != other.table.dimension()) {
            throw new GalleryException(
                    ErrorCode.GALLERY_MODEL_MISMATCH,
                    "the galleries hold embeddings of different models; encode the images of one again");
        }
        Snapshot theirs = other.table.snapshot();
        List<Entry> entries = new ArrayList<>();
        List<StoredVector> vectors = new ArrayList<>();
        theirs.forEachRow(row -> {
            entries.add(theirs.entry(row));
            vectors.add(table.vector(theirs.values(row)));
        });
        switch (onConflict) {
            case KEEP -> {
                return table.addAbsent(entries, vectors);
            }
            case REPLACE -> table.put(entries, vectors);
            case REFUSE -> table.add(entries, vectors);
        }
        return entries.size();
    }

    /** {@return the comparator that encodes images and scores embeddings, which this gallery does not close} */
    public SiameseComparator comparator() {
        return comparator;
    }

    /** {@return the number of entries, at least 0} */
    public int size() {
        return table.snapshot().size();
    }

    /** {@return the storage format of the embeddings} */
    public Storage storage() {
        return table.storage();
    }

    /** {@return all current entries, in the order they were added or last replaced} */
    public List<Entry> entries() {
        return table.snapshot().entries();
    }

    /**
     * Visits all current entries with their stored embeddings, in the order they were added or last replaced. Memory
     * does not grow with their number.
     *
     * @param action called for each entry and its embedding
     */
    public void forEach(BiConsumer<? super Entry, ? super Embedding> action) {
        Snapshot now = table.snapshot();
        now.forEachRow(row -> action.accept(now.entry(row), Embedding.of(now.values(row))));
    }

    /**
     * {@return the entry with an id; empty if there is none}
     *
     * @param id the id
     */
    public Optional<Entry> entry(String id) {
        return table.find(id).map(row -> row.snapshot().entry(row.number()));
    }

    /**
     * {@return the stored embedding of an entry; empty if there is no such entry}
     *
     * @param id the id of the entry
     */
    public Optional<Embedding> embedding(String id) {
        return table.find(id).map(row -> Embedding.of(row.snapshot().values(row.number())));
    }

    /**
     * Searches for an image, as {@link #search(Embedding, int)} does for its embedding.
     *
     * @param query the image
     * @param k the number of entries to return, at least 1
     * @return the best matches
     * @throws ImageException if the image cannot be used
     * @throws InferenceException if a call to the encoder or scorer is refused or does not finish
     */
    public List<Match> search(Image query, int k) {
        return search(comparator.encoder().encode(query), k);
    }

    /**
     * {@return the entries most similar to an embedding, best first, of equal scores the entry added first; fewer if
     * the gallery has fewer}
     *
     * @param query an embedding of the gallery's model
     * @param k the number of entries to return, at least 1
     * @throws IllegalArgumentException if the dimension is wrong or a value is not finite
     * @throws InferenceException if the call to the scorer is refused or does not finish
     */
    public List<Match> search(Embedding query, int k) {
        return search(List.of(query), SearchOptions.best(k)).get(0);
    }

    /**
     * {@return the entries most similar to each of many embeddings, as {@link #search(Embedding, int)} returns them for
     * one} A scan of 32 queries costs little more than one of a single query.
     *
     * @param queries embeddings of the gallery's model
     * @param options the number of entries to return for each query, and the shortlist
     */
    public List<List<Match>> search(List<Embedding> queries, SearchOptions options) {
        queries.forEach(this::requireUsable);
        return searcher().search(queries, options);
    }

    /**
     * {@return the share, in [0, 1], of a full scan's results that a search with given options finds; 1 if there are
     * none}
     *
     * @param queries at least one embedding of the gallery's model
     * @param options the options to measure
     * @throws InferenceException if the call to the scorer is refused or does not finish
     */
    public double recall(List<Embedding> queries, SearchOptions options) {
        return searcher().recall(queries, options);
    }

    /**
     * Equivalent to {@code identify(embedding, threshold)} with the embedding of an image and the comparator's
     * threshold.
     *
     * @param query the image
     * @return the label of the nearest entry, or unknown
     * @throws ImageException if the image cannot be used
     * @throws InferenceException if a call to the encoder or scorer is refused or does not finish
     */
    public Identity identify(Image query) {
        return identify(comparator.encoder().encode(query), comparator.threshold());
    }

    /**
     * Identifies an embedding.
     *
     * @param query an embedding of the gallery's model
     * @param threshold the lowest score that counts as the same, in [0, 1]
     * @return the label of the nearest entry, or unknown
     * @throws IllegalArgumentException if the threshold is not in [0, 1], the dimension is wrong, or a value is not
     *     finite
     * @throws InferenceException if the call to the scorer is refused or does not finish
     */
    public Identity identify(Embedding query, double threshold) {
        requireThreshold(threshold);
        Optional<Match> nearest = search(query, 1).stream().findFirst();
        return new Identity(
                nearest.filter(match -> match.score() >= threshold)
                        .map(match -> match.entry().label()),
                nearest);
    }

    /**
     * {@return the score of each label, best first, of equal scores in alphabetical order: one-shot classification with
     * one entry for each label, few-shot with several} All entries are scored.
     *
     * @param query an embedding of the gallery's model
     * @param rule the rule that combines the scores of the entries of a label
     * @throws IllegalArgumentException if the dimension is wrong or a value is not finite
     * @throws InferenceException if the call to the scorer is refused or does not finish
     */
    public List<LabelScore> classify(Embedding query, LabelRule rule) {
        requireUsable(query);
        return searcher().labels(query, rule);
    }

    /**
     * Equivalent to {@code classify(embedding, LabelRule.NEAREST)} with the embedding of an image.
     *
     * @param query the image
     * @return the labels, best first
     * @throws ImageException if the image cannot be used
     * @throws InferenceException if a call to the encoder or scorer is refused or does not finish
     */
    public List<LabelScore> classify(Image query) {
        return classify(comparator.encoder().encode(query), LabelRule.NEAREST);
    }

    /**
     * Visits all pairs of entries that score at least a threshold, each pair once. Memory does not grow with their
     * number. A learned scorer scores each entry against the 50 later entries nearest by Euclidean distance.
     *
     * @param threshold the lowest score of a pair, in [0, 1]
     * @param action called for each pair
     * @throws IllegalArgumentException if the threshold is not in [0, 1]
     * @throws InferenceException if the call to the scorer is refused or does not finish; {@code INTERRUPTED} if the
     *     thread is interrupted
     */
    public void duplicates(double threshold, Consumer<? super Duplicate> action) {
        new GalleryPairs(table.snapshot(), comparator.scorer(), requireThreshold(threshold)).forEach(action);
    }

    /**
     * {@return the groups of two and more entries that are connected by pairs of at least a threshold (single linkage),
     * in the order of their first entries} Entries with equal embeddings are always in one group, whatever their score.
     *
     * @param threshold the lowest score of a connecting pair, in [0, 1]
     * @throws IllegalArgumentException if the threshold is not in [0, 1]
     * @throws InferenceException as for {@link #duplicates}
     */
    public List<List<Entry>> groups(double threshold) {
        return new GalleryPairs(table.snapshot(), comparator.scorer(), requireThreshold(threshold)).groups();
    }

    void requireUsable(Embedding query) {
        table.requireUsable(query.toArray());
    }

    private GallerySearch searcher() {
        return new GallerySearch(table.snapshot(), comparator.scorer());
    }

    private StoredVector vector(Embedding embedding) {
        return table.vector(embedding.toArray());
    }

    private List<StoredVector> vectors(Collection<Embedding> embeddings) {
        return embeddings.stream().map(this::vector).toList();
    }

    private static double requireThreshold(double threshold) {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold must be in 0..1: " + threshold);
        }
        return threshold;
    }
}
