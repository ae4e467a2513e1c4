package io.github.siamese4j.gallery;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.GalleryException;
import io.github.siamese4j.Image;
import io.github.siamese4j.Metric;
import io.github.siamese4j.Ranked;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph of the entries of a {@link Gallery} at one moment. A search walks from neighbour to neighbour and visits few
 * entries (Malkov and Yashunin 2018, doi:10.1109/TPAMI.2018.2889473; Subramanya and others 2019, "DiskANN"). It can
 * miss entries that {@link Gallery#search} finds.
 *
 * <pre>{@code
 * ApproximateIndex index = ApproximateIndex.of(gallery);
 * List<Match> found = index.search(Image.of(Path.of("query.png")), 10);
 * }</pre>
 *
 * <p><b>Use.</b> Building takes as long as thousands of exact searches. An index pays off for large galleries that
 * seldom change and get one query at a time; {@code docs/benchmarks.md} has figures. Entries added to the gallery later
 * are not found until a new index is built.
 *
 * <p><b>Scores</b> are those of the gallery's scorer, as in {@link Gallery#search} within 1e-6. The graph uses cosines
 * for {@link Metric#COSINE} and Euclidean distances for every other scorer. The scorer then ranks the
 * {@link SearchOptions#shortlist()} entries that the graph yields. A longer shortlist finds more and takes longer.
 *
 * <p><b>Memory.</b> About 4 · D + 500 bytes of heap for an entry of dimension D, beside the gallery's own memory.
 *
 * <p>Immutable and thread-safe; there is nothing to close. The gallery's comparator must stay open.
 */
public final class ApproximateIndex {

    private final Gallery gallery;
    private final List<Entry> entries;
    /** The distinct vectors. Copies would be each other's only neighbours and cut off from all others. */
    private final List<float[]> vectors = new ArrayList<>();

    /** The entries of each distinct vector, in ascending order. */
    private final List<List<Integer>> rows = new ArrayList<>();

    private final boolean cosine;
    private final NeighbourGraph graph;

    private ApproximateIndex(Gallery gallery) {
        this.gallery = gallery;
        this.cosine = gallery.comparator().scorer() == Metric.COSINE;
        List<Entry> seen = new ArrayList<>();
        Map<Embedding, List<Integer>> copies = new HashMap<>();
        gallery.forEach((entry, embedding) -> {
            float[] vector = prepared(embedding);
            copies.computeIfAbsent(Embedding.of(vector), first -> {
                        List<Integer> own = new ArrayList<>(1);
                        vectors.add(vector);
                        rows.add(own);
                        return own;
                    })
                    .add(seen.size());
            seen.add(entry);
        });
        this.entries = List.copyOf(seen);
        this.graph = NeighbourGraph.of(vectors, gallery.comparator().encoder().dimension(), cosine);
    }

    /**
     * {@return an index of the current entries, built on all CPU cores}
     *
     * @param gallery the gallery; the index does not see its later changes
     * @throws GalleryException {@code GALLERY_INDEX_UNAVAILABLE} if jvector is not on the class path
     */
    public static ApproximateIndex of(Gallery gallery) {
        try {
            return new ApproximateIndex(gallery);
        } catch (NoClassDefFoundError e) {
            throw new GalleryException(
                    ErrorCode.GALLERY_INDEX_UNAVAILABLE,
                    "the approximate index needs jvector; add the dependency io.github.jbellis:jvector:4.0.2, or "
                            + "use Gallery.search",
                    e);
        }
    }

    /** {@return the number of entries, at least 0} */
    public int size() {
        return entries.size();
    }

    /**
     * Searches for an image with {@link SearchOptions#best}, as {@link #search(Embedding, SearchOptions)} does for its
     * embedding.
     *
     * @param query the image
     * @param k the number of entries to return, at least 1
     * @return the best matches
     * @throws io.github.siamese4j.ImageException if the image cannot be used
     * @throws io.github.siamese4j.InferenceException if a call to the encoder or scorer is refused or does not finish
     */
    public List<Match> search(Image query, int k) {
        return search(gallery.comparator().encoder().encode(query), SearchOptions.best(k));
    }

    /**
     * {@return the entries most similar to an embedding, best first, of equal scores the entry added first; fewer if
     * the index has fewer entries}
     *
     * @param query an embedding of the gallery's model
     * @param options the number of entries to return, and the shortlist, which applies to all scorers here
     * @throws IllegalArgumentException if the dimension is wrong, a value is not finite, or the options ask for a full
     *     scan
     * @throws io.github.siamese4j.InferenceException if the call to the scorer is refused or does not finish
     */
    public List<Match> search(Embedding query, SearchOptions options) {
        int shortlist = Math.max(
                options.k(),
                options.shortlist()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "an approximate index cannot do a full scan; search the gallery instead")));
        gallery.requireUsable(query);
        if (entries.isEmpty()) {
            return List.of();
        }
        int[] found = graph.nearest(prepared(query), Math.min(shortlist, vectors.size()));
        Embeddings.Builder candidates = Embeddings.builder(query.dimension(), found.length);
        for (int vector : found) {
            candidates.addAll(FloatBuffer.wrap(vectors.get(vector)));
        }
        return gallery.comparator().scorer().rank(query, candidates.build(), options.k()).stream()
                .flatMap(best -> rows.get(found[best.index()]).stream().map(row -> new Ranked(row, best.score())))
                .sorted()
                .limit(options.k())
                .map(ranked -> new Match(entries.get(ranked.index()), ranked.score()))
                .toList();
    }

    /** Returns the values, scaled to norm 1 for the cosine, which is a dot product then. A zero vector stays zero. */
    private float[] prepared(Embedding embedding) {
        return new ScanKey(cosine ? Metric.COSINE : Metric.EUCLIDEAN).query(embedding.toArray());
    }
}
