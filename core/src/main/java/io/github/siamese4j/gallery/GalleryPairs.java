package io.github.siamese4j.gallery;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.PairScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A search for pairs of a snapshot that reach a threshold: some rows at a time against all later rows. */
final class GalleryPairs {

    /** The number of later rows, the nearest by the metric of the shortlist, that a learned scorer scores. */
    static final int CANDIDATES = 50;

    private final Snapshot snapshot;
    private final GallerySearch search;
    private final Optional<Metric> exact;
    private final double threshold;

    GalleryPairs(Snapshot snapshot, PairScorer scorer, double threshold) {
        this.snapshot = snapshot;
        this.search = new GallerySearch(snapshot, scorer);
        this.exact = GallerySearch.metric(scorer);
        this.threshold = threshold;
    }

    @FunctionalInterface
    private interface Filter {
        boolean test(int row, int later);
    }

    @FunctionalInterface
    private interface Pairs {
        void accept(int row, int later, double score);
    }

    void forEach(Consumer<? super Duplicate> action) {
        visit(
                (row, later) -> true,
                (row, later, score) -> action.accept(new Duplicate(snapshot.entry(row), snapshot.entry(later), score)));
    }

    /**
     * Returns the groups of connected rows. Rows of one group are not scored again, so many equal images cost little.
     */
    List<List<Entry>> groups() {
        DisjointSets groups = new DisjointSets(snapshot.rows());
        joinEqual(groups);
        visit((row, later) -> groups.first(row) != groups.first(later), (row, later, score) -> groups.join(row, later));
        Map<Integer, List<Entry>> members = new LinkedHashMap<>();
        snapshot.forEachRow(row -> members.computeIfAbsent(groups.first(row), first -> new ArrayList<>())
                .add(snapshot.entry(row)));
        return members.values().stream()
                .filter(group -> group.size() > 1)
                .map(List::copyOf)
                .toList();
    }

    /** Joins rows of equal values. Hashes are compared first, as the vectors may not fit the heap. */
    private void joinEqual(DisjointSets groups) {
        long[] hashes = IntStream.of(snapshot.liveRows())
                .mapToLong(row -> ((long) Arrays.hashCode(snapshot.values(row)) << Integer.SIZE) | row)
                .sorted()
                .toArray();
        for (int from = 0; from < hashes.length; from++) {
            int first = (int) hashes[from];
            if (groups.first(first) != first) {
                continue;
            }
            float[] values = snapshot.values(first);
            for (int i = from + 1;
                    i < hashes.length && hashes[i] >> Integer.SIZE == hashes[from] >> Integer.SIZE;
                    i++) {
                int row = (int) hashes[i];
                if (groups.first(row) == row && Arrays.equals(values, snapshot.values(row))) {
                    groups.join(first, row);
                }
            }
        }
    }

    private void visit(Filter filter, Pairs pairs) {
        int[] rows = snapshot.liveRows();
        Scan scan = new Scan(snapshot, exact.orElse(GallerySearch.SHORTLIST_METRIC));
        for (int from = 0; from < rows.length; from += Scan.QUERIES) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InferenceException(
                        ErrorCode.INTERRUPTED,
                        "the search for duplicates was interrupted after " + from + " rows; start it again");
            }
            int[] batch = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + Scan.QUERIES));
            List<int[]> later = exact.isPresent() ? scan.after(batch, threshold) : scan.nearestAfter(batch, CANDIDATES);
            for (int i = 0; i < batch.length; i++) {
                visit(batch[i], later.get(i), filter, pairs);
            }
        }
    }

    private void visit(int row, int[] later, Filter filter, Pairs pairs) {
        int[] left = Arrays.stream(later)
                .filter(candidate -> filter.test(row, candidate))
                .toArray();
        if (left.length == 0) {
            return;
        }
        double[] scores = search.scores(Embedding.of(snapshot.values(row)), left);
        for (int i = 0; i < left.length; i++) {
            if (scores[i] >= threshold) {
                pairs.accept(row, left[i], scores[i]);
            }
        }
    }
}
