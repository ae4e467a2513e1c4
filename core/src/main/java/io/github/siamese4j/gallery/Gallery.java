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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Known pictures by their embeddings, to be searched: what is this, which are alike, which are there twice.
 *
 * <pre>{@code
 * Gallery gallery = Gallery.of(comparator);
 * gallery.add(new Entry("ann-1", "Ann"), Image.of(Path.of("ann.png")));
 * Optional<String> who = gallery.identify(Image.of(Path.of("unknown.png"))).label();
 * gallery.save(Path.of("people.gallery"));
 * }</pre>
 *
 * <p><b>Search.</b> Scores are those of the comparator's scorer, in [0, 1], higher = more similar. If that is a metric,
 * all entries are compared and the result is exact (entries whose scores differ by less than float32 resolves may
 * change places at the cut). A learned scorer ranks a shortlist of the entries nearest by Euclidean distance;
 * {@link SearchOptions#withFullScan} lets it see all, {@link #recall} measures the difference.
 *
 * <p><b>Memory.</b> An embedding takes 4 · D bytes outside the heap as {@link Storage#FLOAT32}, D as
 * {@link Storage#INT8}, and about 150 bytes of heap plus its texts; room for up to half as much again is reserved while
 * a gallery grows to 16 MiB, then at most 16 MiB. The JVM allows as much memory outside the heap as the heap may have
 * ({@code -XX:MaxDirectMemorySize}).
 *
 * <p>Instances are thread-safe. Searches see the entries as they were when the search began and never wait for
 * additions, each of which is visible as a whole. The comparator stays the caller's to close.
 */
public final class Gallery {

    private final SiameseComparator comparator;
    private final Table table;

    private Gallery(SiameseComparator comparator, Table table) {
        this.comparator = comparator;
        this.table = table;
    }

    /** How the scores of several entries of a label become one. */
    public enum LabelRule {
        /** The highest. */
        NEAREST,
        /** Their mean, which a single odd entry changes little. */
        MEAN
    }

    /** What becomes of entries whose id is in both galleries. */
    public enum OnConflict {
        /** Nothing is merged. */
        REFUSE,
        /** This gallery's stays. */
        KEEP,
        /** The other one's takes its place. */
        REPLACE
    }

    /**
     * An empty gallery, {@link Storage#FLOAT32}.
     *
     * @param comparator makes and scores embeddings; not closed
     * @return the gallery
     */
    public static Gallery of(SiameseComparator comparator) {
        return of(comparator, Storage.FLOAT32);
    }

    /**
     * An empty gallery.
     *
     * @param comparator makes and scores embeddings; not closed
     * @param storage how they are kept
     * @return the gallery
     */
    public static Gallery of(SiameseComparator comparator, Storage storage) {
        return new Gallery(comparator, new Table(comparator.encoder().dimension(), requireNonNull(storage, "storage")));
    }

    /**
     * Reads a gallery that {@link #save} wrote.
     *
     * @param file the file
     * @param comparator of the same model; not closed
     * @return the gallery
     * @throws GalleryException {@code GALLERY_IO} if it cannot be read, {@code GALLERY_CORRUPT} if it is not what was
     *     written, {@code GALLERY_VERSION} if it is of another format, {@code GALLERY_MODEL_MISMATCH} if it holds
     *     embeddings of another model
     */
    public static Gallery load(Path file, SiameseComparator comparator) {
        return new Gallery(
                comparator,
                GalleryReader.read(
                        file, modelId(comparator), comparator.encoder().dimension()));
    }

    /**
     * Writes all entries as they are now into a file. At every moment, a kill included, the old or the new file is
     * there as a whole.
     *
     * @param file the file, replaced if it exists; folders above it are created
     * @throws GalleryException {@code GALLERY_IO}; the file is as it was
     */
    public void save(Path file) {
        Snapshot now = table.snapshot();
        GalleryFile.write(file, new GalleryFile.Header(modelId(comparator), table.dimension(), table.storage()), now);
    }

    /** Encoders of the caller's have no id; their length is all that is compared. */
    private static String modelId(SiameseComparator comparator) {
        return comparator.encoder().id();
    }

    /**
     * Encodes a picture and adds it.
     *
     * @param entry what it is; its id is not in the gallery yet
     * @param image the picture
     * @throws ImageException if the picture cannot be used
     * @throws InferenceException if the encoder refuses or does not finish
     * @throws IllegalArgumentException if the id is in the gallery
     */
    public void add(Entry entry, Image image) {
        add(entry, comparator.encoder().encode(image));
    }

    /**
     * Adds an embedding.
     *
     * @param entry what it is; its id is not in the gallery yet
     * @param embedding of the gallery's model
     * @throws IllegalArgumentException if the id is in the gallery, the length is wrong, or a value is not finite
     */
    public void add(Entry entry, Embedding embedding) {
        table.add(List.of(entry), List.of(vector(embedding)));
    }

    /**
     * Encodes pictures, many in one run, and adds them, all or none.
     *
     * @param images by what they are, added in the map's order; no id is in the gallery yet
     * @throws ImageException if one of the pictures cannot be used
     * @throws InferenceException if the encoder refuses or does not finish
     * @throws IllegalArgumentException if an id is in the gallery or comes twice
     */
    public void addImages(Map<Entry, ? extends Image> images) {
        List<Entry> entries = new ArrayList<>(images.size());
        List<Image> pictures = new ArrayList<>(images.size());
        images.forEach((entry, image) -> {
            entries.add(entry);
            pictures.add(image);
        });
        table.add(entries, vectors(comparator.encoder().encode(pictures)));
    }

    /**
     * Adds embeddings, all or none.
     *
     * @param embeddings by what they are, added in the map's order; no id is in the gallery yet
     * @throws IllegalArgumentException if an id is in the gallery or comes twice, a length is wrong, or a value is not
     *     finite
     */
    public void addEmbeddings(Map<Entry, Embedding> embeddings) {
        table.add(List.copyOf(embeddings.keySet()), vectors(embeddings.values()));
    }

    /**
     * Puts an embedding in the place of the one with the same id, or adds it, in one step.
     *
     * @param entry what it is
     * @param embedding of the gallery's model
     * @throws IllegalArgumentException if the length is wrong or a value is not finite
     */
    public void replace(Entry entry, Embedding embedding) {
        table.put(List.of(entry), List.of(vector(embedding)));
    }

    /**
     * Encodes a picture and puts it in the place of the one with the same id, or adds it, in one step.
     *
     * @param entry what it is
     * @param image the picture
     * @throws ImageException if the picture cannot be used
     * @throws InferenceException if the encoder refuses or does not finish
     */
    public void replace(Entry entry, Image image) {
        replace(entry, comparator.encoder().encode(image));
    }

    /**
     * Removes entries in one step.
     *
     * @param ids their ids; unknown ones are ignored
     * @return how many there were
     */
    public int remove(Collection<String> ids) {
        return table.remove(ids);
    }

    /**
     * Adds all entries of another gallery of the same model, in one step.
     *
     * @param other the other; not changed
     * @param onConflict what becomes of ids that are in both
     * @return how many entries came over
     * @throws GalleryException {@code GALLERY_MODEL_MISMATCH} if it is of another model
     * @throws IllegalArgumentException with {@link OnConflict#REFUSE} if an id is in both
     */
    public int merge(Gallery other, OnConflict onConflict) {
        if (!modelId(comparator).equals(modelId(other.comparator)) || table.dimension() != other.table.dimension()) {
            throw new GalleryException(
                    ErrorCode.GALLERY_MODEL_MISMATCH,
                    "the galleries hold embeddings of different models; encode the pictures of one again");
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

    /**
     * What makes and scores embeddings.
     *
     * @return as given; not closed by this gallery
     */
    public SiameseComparator comparator() {
        return comparator;
    }

    /**
     * How many entries there are.
     *
     * @return at least 0
     */
    public int size() {
        return table.snapshot().size();
    }

    /**
     * How embeddings are kept.
     *
     * @return as the gallery was made
     */
    public Storage storage() {
        return table.storage();
    }

    /**
     * All entries as they are now.
     *
     * @return in the order they were added or last replaced
     */
    public List<Entry> entries() {
        return table.snapshot().entries();
    }

    /**
     * Visits all entries as they are now, with their embeddings, in the order they were added or last replaced. Memory
     * does not grow with their number.
     *
     * @param action what to do with an entry and its embedding, which is as it is kept
     */
    public void forEach(BiConsumer<? super Entry, ? super Embedding> action) {
        Snapshot now = table.snapshot();
        now.forEachRow(row -> action.accept(now.entry(row), Embedding.of(now.values(row))));
    }

    /**
     * Looks up an entry.
     *
     * @param id its id
     * @return empty if there is none
     */
    public Optional<Entry> entry(String id) {
        Snapshot[] view = new Snapshot[1];
        OptionalInt row = table.find(id, view);
        return row.isPresent() ? Optional.of(view[0].entry(row.getAsInt())) : Optional.empty();
    }

    /**
     * Looks up an embedding.
     *
     * @param id the id of its entry
     * @return as it is kept; empty if there is none
     */
    public Optional<Embedding> embedding(String id) {
        Snapshot[] view = new Snapshot[1];
        OptionalInt row = table.find(id, view);
        return row.isPresent() ? Optional.of(Embedding.of(view[0].values(row.getAsInt()))) : Optional.empty();
    }

    /**
     * The entries most similar to a picture.
     *
     * @param query the picture
     * @param k how many, at least 1
     * @return best first; fewer if the gallery has not so many; of equal scores the one added first
     * @throws ImageException if the picture cannot be used
     * @throws InferenceException if encoder or scorer refuse or do not finish
     */
    public List<Match> search(Image query, int k) {
        return search(comparator.encoder().encode(query), k);
    }

    /**
     * The entries most similar to an embedding.
     *
     * @param query of the gallery's model
     * @param k how many, at least 1
     * @return best first, as for a picture
     * @throws InferenceException if the scorer refuses or does not finish
     */
    public List<Match> search(Embedding query, int k) {
        return search(List.of(query), SearchOptions.best(k)).get(0);
    }

    /**
     * The entries most similar to each of many embeddings: 32 at a time cost little more than one.
     *
     * @param queries of the gallery's model
     * @param options how many and how
     * @return for each query, best first
     * @throws IllegalArgumentException if a length is wrong or a value is not finite
     * @throws InferenceException if the scorer refuses or does not finish
     */
    public List<List<Match>> search(List<Embedding> queries, SearchOptions options) {
        queries.forEach(this::vector);
        return new GallerySearch(table.snapshot(), comparator.scorer()).search(queries, options);
    }

    /**
     * How much of what a full scan finds is found with given options.
     *
     * @param queries at least one, of the gallery's model
     * @param options what to measure
     * @return the share of the entries a full scan finds that are found, in [0, 1]; 1 if there are none
     */
    public double recall(List<Embedding> queries, SearchOptions options) {
        GallerySearch search = new GallerySearch(table.snapshot(), comparator.scorer());
        List<List<Match>> all = search.search(queries, options.withFullScan());
        List<List<Match>> found = search.search(queries, options);
        long wanted = 0;
        long hits = 0;
        for (int i = 0; i < all.size(); i++) {
            wanted += all.get(i).size();
            Set<Entry> there =
                    new HashSet<>(found.get(i).stream().map(Match::entry).toList());
            hits += all.get(i).stream()
                    .filter(match -> there.contains(match.entry()))
                    .count();
        }
        return wanted == 0 ? 1 : (double) hits / wanted;
    }

    /**
     * Whom or what a picture shows, by the comparator's threshold.
     *
     * @param query the picture
     * @return the label of the nearest entry, or unknown
     * @throws ImageException if the picture cannot be used
     * @throws InferenceException if encoder or scorer refuse or do not finish
     */
    public Identity identify(Image query) {
        return identify(comparator.encoder().encode(query), comparator.threshold());
    }

    /**
     * Whom or what an embedding is of.
     *
     * @param query of the gallery's model
     * @param threshold the least score that counts, in [0, 1]
     * @return the label of the nearest entry, or unknown
     * @throws InferenceException if the scorer refuses or does not finish
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
     * How well each label fits: one-shot classification with one entry for each label, few-shot with several. All
     * entries are scored.
     *
     * @param query of the gallery's model
     * @param rule how the scores of the entries of a label become one
     * @return best first; of equal scores by the alphabet
     * @throws InferenceException if the scorer refuses or does not finish
     */
    public List<LabelScore> classify(Embedding query, LabelRule rule) {
        vector(query);
        return new GallerySearch(table.snapshot(), comparator.scorer()).labels(query, rule);
    }

    /**
     * How well each label fits a picture, by its nearest entry.
     *
     * @param query the picture
     * @return best first
     * @throws ImageException if the picture cannot be used
     * @throws InferenceException if encoder or scorer refuse or do not finish
     */
    public List<LabelScore> classify(Image query) {
        return classify(comparator.encoder().encode(query), LabelRule.NEAREST);
    }

    /**
     * Visits all pairs that score at least a threshold, each once; memory does not grow with their number. Under a
     * learned scorer the 50 later entries nearest to each entry by Euclidean distance are scored.
     *
     * @param threshold in [0, 1]
     * @param action what to do with a pair
     * @throws InferenceException if the scorer refuses or does not finish, {@code INTERRUPTED} if the thread is
     *     interrupted
     */
    public void duplicates(double threshold, Consumer<? super Duplicate> action) {
        new GalleryPairs(table.snapshot(), comparator.scorer(), requireThreshold(threshold)).forEach(action);
    }

    /**
     * Groups of entries that are connected by pairs which score at least a threshold (single linkage). Entries with
     * equal embeddings are always in one group, whatever they score: no scorer can tell them apart.
     *
     * @param threshold in [0, 1]
     * @return groups of two and more, in the order of their first entries
     * @throws InferenceException as for {@link #duplicates}
     */
    public List<List<Entry>> groups(double threshold) {
        return new GalleryPairs(table.snapshot(), comparator.scorer(), requireThreshold(threshold)).groups();
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
