package io.github.siamese4j.gallery;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.GalleryException;
import io.github.siamese4j.Image;
import io.github.siamese4j.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The entries of a {@link Gallery} at one moment as a graph of neighbours, in which a search goes from near to nearer
 * and meets only few of them (Malkov and Yashunin 2018, doi:10.1109/TPAMI.2018.2889473; Subramanya and others 2019,
 * "DiskANN"). It may miss some that {@link Gallery#search} finds.
 *
 * <pre>{@code
 * ApproximateIndex index = ApproximateIndex.of(gallery);
 * List<Match> found = index.search(Image.of(Path.of("query.png")), 10);
 * }</pre>
 *
 * <p><b>When.</b> Building takes as long as thousands of exact searches, so an index pays off for large galleries that
 * seldom change and are asked often, one query at a time; {@code docs/benchmarks.md} has figures. Entries added to the
 * gallery later are found once a new index is built.
 *
 * <p><b>Scores</b> are those of the gallery's scorer, as in {@link Gallery#search} within 1e-6. The graph is one of
 * cosines for {@link Metric#COSINE} and of Euclidean distances for every other scorer, which then ranks what the graph
 * yields: {@link SearchOptions#shortlist()} entries. A longer shortlist finds more and takes longer.
 *
 * <p><b>Memory.</b> About 4 · D + 500 bytes of heap for an entry of D values, beside the gallery's own.
 *
 * <p>Immutable and thread-safe; nothing to close. The gallery's comparator must be open while it is used.
 */
public final class ApproximateIndex {

    private static final Comparator<Scored> BEST_FIRST =
            Comparator.comparingDouble(Scored::score).reversed().thenComparingInt(Scored::row);

    private final Gallery gallery;
    private final List<Entry> entries;
    /** Those that differ: copies would be each other's only neighbours, and cut off from all others. */
    private final List<float[]> vectors = new ArrayList<>();

    private final List<List<Integer>> rows = new ArrayList<>();
    private final boolean cosine;
    private final NeighbourGraph graph;

    private record Scored(int row, double score) {}

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
     * Builds an index of the entries as they are now, on all processors.
     *
     * @param gallery the gallery; may change later, which the index does not see
     * @return the index
     * @throws GalleryException {@code GALLERY_INDEX_UNAVAILABLE} if jvector is not there
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

    /**
     * How many entries there are.
     *
     * @return at least 0
     */
    public int size() {
        return entries.size();
    }

    /**
     * Entries that are most similar to a picture.
     *
     * @param query the picture
     * @param k how many, at least 1
     * @return best first; fewer if there are not so many
     * @throws io.github.siamese4j.ImageException if the picture cannot be used
     * @throws io.github.siamese4j.InferenceException if encoder or scorer refuse or do not finish
     */
    public List<Match> search(Image query, int k) {
        return search(gallery.comparator().encoder().encode(query), SearchOptions.best(k));
    }

    /**
     * Entries that are most similar to an embedding.
     *
     * @param query of the gallery's model
     * @param options how many, and how many to choose them from: the shortlist counts for all scorers here
     * @return best first; fewer if there are not so many; of equal scores the one added first
     * @throws IllegalArgumentException if the length is wrong, a value is not finite, or a full scan is asked for,
     *     which only the gallery does
     * @throws io.github.siamese4j.InferenceException if the scorer refuses or does not finish
     */
    public List<Match> search(Embedding query, SearchOptions options) {
        int shortlist = Math.max(
                options.k(),
                options.shortlist()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "an approximate index does no full scan; search the gallery instead")));
        requireUsable(query);
        if (entries.isEmpty()) {
            return List.of();
        }
        int[] found = graph.nearest(prepared(query), Math.min(shortlist, vectors.size()));
        List<Embedding> candidates = IntStream.of(found)
                .mapToObj(each -> Embedding.of(vectors.get(each)))
                .toList();
        double[] scores = gallery.comparator().scorer().scores(query, candidates);
        return IntStream.range(0, found.length)
                .boxed()
                .flatMap(i -> rows.get(found[i]).stream().limit(options.k()).map(row -> new Scored(row, scores[i])))
                .sorted(BEST_FIRST)
                .limit(options.k())
                .map(scored -> new Match(entries.get(scored.row), scored.score))
                .toList();
    }

    private void requireUsable(Embedding query) {
        int dimension = gallery.comparator().encoder().dimension();
        if (query.dimension() != dimension) {
            throw new IllegalArgumentException(
                    "embeddings must be of the gallery's length " + dimension + ": " + query.dimension());
        }
        for (int i = 0; i < dimension; i++) {
            if (!Float.isFinite(query.get(i))) {
                throw new IllegalArgumentException("embeddings must be finite, value " + i + " is " + query.get(i));
            }
        }
    }

    /** Of length 1 for the cosine, which is a product then; a zero vector stays what it is. */
    private float[] prepared(Embedding embedding) {
        float[] values = embedding.toArray();
        if (!cosine) {
            return values;
        }
        double square = 0;
        for (float value : values) {
            square += (double) value * value;
        }
        double norm = Math.sqrt(square);
        for (int i = 0; i < values.length && norm > 0; i++) {
            values[i] = (float) (values[i] / norm);
        }
        return values;
    }
}
