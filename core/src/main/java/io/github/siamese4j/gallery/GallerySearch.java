package io.github.siamese4j.gallery;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Metric;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Gallery.LabelRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Searches a snapshot. Whatever finds candidates, the scores in the results are the scorer's own, so that they can be
 * compared with thresholds and with {@link SiameseComparator#similarity}.
 */
final class GallerySearch {

    /** What a learned head looks at is the difference of the vectors, which is what this measures. */
    static final Metric SHORTLIST_METRIC = Metric.EUCLIDEAN;

    /** Candidates beyond those asked for: the scan rounds to float32, and may swap what is nearly equal. */
    private static final int SLACK = 32;

    private static final int ROWS_AT_ONCE = 512;
    private static final Comparator<Scored> BEST_FIRST =
            Comparator.comparingDouble(Scored::score).reversed().thenComparingInt(Scored::row);

    private final PairScorer scorer;

    GallerySearch(PairScorer scorer) {
        this.scorer = scorer;
    }

    private record Scored(int row, double score) {}

    /** Returns the scorer as a metric, which a scan can compute by itself; empty for a learned scorer. */
    static Optional<Metric> metric(PairScorer scorer) {
        return scorer instanceof Metric metric ? Optional.of(metric) : Optional.empty();
    }

    List<List<Match>> search(Snapshot snapshot, List<Embedding> queries, SearchOptions options) {
        Optional<Metric> exact = metric(scorer);
        if (exact.isEmpty() && options.shortlist().isEmpty()) {
            return queries.stream()
                    .map(query -> scoreAll(snapshot, query, options.k()))
                    .toList();
        }
        int candidates = exact.isPresent()
                ? (int) Math.min(Integer.MAX_VALUE, (long) options.k() + SLACK)
                : Math.max(options.k(), options.shortlist().orElseThrow());
        List<int[]> rows = new Scan(snapshot, exact.orElse(SHORTLIST_METRIC))
                .nearest(queries.stream().map(Embedding::toArray).toList(), candidates);
        return IntStream.range(0, queries.size())
                .mapToObj(i -> best(snapshot, queries.get(i), rows.get(i), options.k()))
                .toList();
    }

    private List<Match> best(Snapshot snapshot, Embedding query, int[] rows, int k) {
        double[] scores = scores(snapshot, query, rows);
        return IntStream.range(0, rows.length)
                .mapToObj(i -> new Scored(rows[i], scores[i]))
                .sorted(BEST_FIRST)
                .limit(k)
                .map(scored -> new Match(snapshot.entry(scored.row), scored.score))
                .toList();
    }

    private List<Match> scoreAll(Snapshot snapshot, Embedding query, int k) {
        PriorityQueue<Scored> kept = new PriorityQueue<>(BEST_FIRST.reversed());
        forAll(snapshot, query, (row, score) -> {
            kept.add(new Scored(row, score));
            if (kept.size() > k) {
                kept.remove();
            }
        });
        return kept.stream()
                .sorted(BEST_FIRST)
                .map(scored -> new Match(snapshot.entry(scored.row), scored.score))
                .toList();
    }

    List<LabelScore> labels(Snapshot snapshot, Embedding query, LabelRule rule) {
        Map<String, DoubleSummaryStatistics> labels = new TreeMap<>();
        forAll(
                snapshot,
                query,
                (row, score) -> labels.computeIfAbsent(
                                snapshot.entry(row).label(), label -> new DoubleSummaryStatistics())
                        .accept(score));
        return labels.entrySet().stream()
                .map(label -> new LabelScore(
                        label.getKey(),
                        rule == LabelRule.MEAN
                                ? label.getValue().getAverage()
                                : label.getValue().getMax()))
                .sorted(Comparator.comparingDouble(LabelScore::score).reversed())
                .toList();
    }

    @FunctionalInterface
    private interface RowScore {
        void accept(int row, double score);
    }

    private void forAll(Snapshot snapshot, Embedding query, RowScore action) {
        int[] rows =
                IntStream.range(0, snapshot.rows()).filter(snapshot::isLive).toArray();
        for (int from = 0; from < rows.length; from += ROWS_AT_ONCE) {
            int[] part = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + ROWS_AT_ONCE));
            double[] scores = scores(snapshot, query, part);
            for (int i = 0; i < part.length; i++) {
                action.accept(part[i], scores[i]);
            }
        }
    }

    /** One against many, a bounded number of vectors in memory at a time. */
    double[] scores(Snapshot snapshot, Embedding query, int[] rows) {
        double[] scores = new double[rows.length];
        for (int from = 0; from < rows.length; from += ROWS_AT_ONCE) {
            List<Embedding> candidates = new ArrayList<>(ROWS_AT_ONCE);
            for (int i = from; i < Math.min(rows.length, from + ROWS_AT_ONCE); i++) {
                candidates.add(Embedding.of(snapshot.values(rows[i])));
            }
            System.arraycopy(scorer.scores(query, candidates), 0, scores, from, candidates.size());
        }
        return scores;
    }
}
