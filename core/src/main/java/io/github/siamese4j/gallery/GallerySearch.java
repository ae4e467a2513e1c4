package io.github.siamese4j.gallery;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Metric;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.Ranked;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Gallery.LabelRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Searches of one snapshot. Candidates can come from a scan, but the scores in the results are always the scorer's own.
 * They can be compared with thresholds and with {@link SiameseComparator#similarity}.
 */
final class GallerySearch {

    /** The metric of the shortlist of a learned scorer, which also looks at the difference of the vectors. */
    static final Metric SHORTLIST_METRIC = Metric.EUCLIDEAN;

    /** Candidates beyond k: the scan computes in float32 and can swap rows whose scores are nearly equal. */
    private static final int SLACK = 32;

    private static final int CHUNK_BYTES = 16 << 20;
    private static final int SMALLEST_CHUNK = 1024;

    private final Snapshot snapshot;
    private final PairScorer scorer;

    GallerySearch(Snapshot snapshot, PairScorer scorer) {
        this.snapshot = snapshot;
        this.scorer = scorer;
    }

    /** Returns the scorer as a metric, which a scan can compute by itself; empty for a learned scorer. */
    static Optional<Metric> metric(PairScorer scorer) {
        return scorer instanceof Metric metric ? Optional.of(metric) : Optional.empty();
    }

    List<List<Match>> search(List<Embedding> queries, SearchOptions options) {
        Optional<Metric> exact = metric(scorer);
        if (exact.isEmpty() && options.shortlist().isEmpty()) {
            int[] all = snapshot.liveRows();
            return queries.stream().map(query -> best(query, all, options.k())).toList();
        }
        int candidates = exact.isPresent()
                ? (int) Math.min(Integer.MAX_VALUE, (long) options.k() + SLACK)
                : Math.max(options.k(), options.shortlist().orElseThrow());
        List<int[]> rows = new Scan(snapshot, exact.orElse(SHORTLIST_METRIC))
                .nearest(queries.stream().map(Embedding::toArray).toList(), candidates);
        return IntStream.range(0, queries.size())
                .mapToObj(i -> best(queries.get(i), sorted(rows.get(i)), options.k()))
                .toList();
    }

    /** Returns the share of a full scan's results that a search with some options finds; 1 if there are none. */
    double recall(List<Embedding> queries, SearchOptions options) {
        List<List<Match>> all = search(queries, options.withFullScan());
        List<List<Match>> found = search(queries, options);
        long wanted = 0;
        long hits = 0;
        for (int i = 0; i < all.size(); i++) {
            Set<Entry> entries = new HashSet<>();
            found.get(i).forEach(match -> entries.add(match.entry()));
            wanted += all.get(i).size();
            hits += all.get(i).stream()
                    .filter(match -> entries.contains(match.entry()))
                    .count();
        }
        return wanted == 0 ? 1 : (double) hits / wanted;
    }

    private static int[] sorted(int[] rows) {
        int[] ascending = rows.clone();
        Arrays.sort(ascending);
        return ascending;
    }

    /** Returns the best of some rows, given in ascending order so that of equal scores the first row wins. */
    private List<Match> best(Embedding query, int[] rows, int k) {
        List<Ranked> best = new ArrayList<>();
        inChunks(rows, (from, chunk) -> {
            for (Ranked ranked : scorer.rank(query, chunk, k)) {
                best.add(new Ranked(rows[from + ranked.index()], ranked.score()));
            }
            Collections.sort(best);
            best.subList(Math.min(k, best.size()), best.size()).clear();
        });
        return best.stream()
                .map(ranked -> new Match(snapshot.entry(ranked.index()), ranked.score()))
                .toList();
    }

    List<LabelScore> labels(Embedding query, LabelRule rule) {
        int[] rows = snapshot.liveRows();
        double[] scores = scores(query, rows);
        Map<String, DoubleSummaryStatistics> labels = new TreeMap<>();
        for (int i = 0; i < rows.length; i++) {
            labels.computeIfAbsent(snapshot.entry(rows[i]).label(), label -> new DoubleSummaryStatistics())
                    .accept(scores[i]);
        }
        return labels.entrySet().stream()
                .map(label -> new LabelScore(
                        label.getKey(),
                        rule == LabelRule.MEAN
                                ? label.getValue().getAverage()
                                : label.getValue().getMax()))
                .sorted(Comparator.comparingDouble(LabelScore::score).reversed())
                .toList();
    }

    /** Returns the scores of a query against some rows. */
    double[] scores(Embedding query, int[] rows) {
        double[] scores = new double[rows.length];
        inChunks(rows, (from, chunk) -> System.arraycopy(scorer.scores(query, chunk), 0, scores, from, chunk.size()));
        return scores;
    }

    @FunctionalInterface
    private interface Chunk {
        void accept(int from, Embeddings rows);
    }

    /** Reads rows into contiguous embeddings, a bounded number at a time. */
    private void inChunks(int[] rows, Chunk action) {
        int size = 0;
        for (int from = 0; from < rows.length; from += size) {
            int dimension = snapshot.dimension();
            size = Math.min(rows.length - from, Math.max(SMALLEST_CHUNK, CHUNK_BYTES / (dimension * Float.BYTES)));
            action.accept(from, snapshot.embeddings(rows, from, size));
        }
    }
}
