package io.github.siamese4j.gallery;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Metric;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.SiameseComparator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the graph with the gallery's exact search. */
class ApproximateIndexTest {

    private static final int DIMENSION = 24;
    private static final int ENTRIES = 6_000;
    private static final int QUERIES = 100;
    private static final int K = 10;
    private static final long SEED = 20;

    static Stream<PairScorer> scorers() {
        float[] weights = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            weights[i] = 1 + i % 3 * 0.5f;
        }
        return Stream.of(Metric.COSINE, Metric.EUCLIDEAN, Metric.MANHATTAN, new Galleries.Weighted(weights));
    }

    @ParameterizedTest
    @MethodSource("scorers")
    void findsNearlyAllThatTheGalleryFinds(PairScorer scorer) {
        Random random = new Random(SEED);
        List<float[]> clusters = Stream.generate(() -> Galleries.values(random, DIMENSION))
                .limit(60)
                .toList();
        try (SiameseComparator comparator = Galleries.comparator(DIMENSION, scorer)) {
            Gallery gallery = Gallery.of(comparator);
            Map<Entry, Embedding> entries = new LinkedHashMap<>();
            for (int i = 0; i < ENTRIES; i++) {
                entries.put(Galleries.entry(i), near(clusters, random));
            }
            gallery.addEmbeddings(entries);
            ApproximateIndex index = ApproximateIndex.of(gallery);
            assertThat(index.size()).isEqualTo(ENTRIES);

            SearchOptions options = SearchOptions.best(K);
            int hits = 0;
            for (int q = 0; q < QUERIES; q++) {
                Embedding query = near(clusters, random);
                List<Match> exact =
                        gallery.search(List.of(query), options.withFullScan()).get(0);
                List<Match> found = index.search(query, options);
                assertThat(found).hasSize(K);
                for (int i = 0; i < K; i++) {
                    Match match = found.get(i);
                    assertThat(match.score())
                            .isCloseTo(scorer.score(query, requireNonNull(entries.get(match.entry()))), within(1e-6))
                            .isLessThanOrEqualTo(found.get(Math.max(0, i - 1)).score());
                }
                List<Entry> wanted = exact.stream().map(Match::entry).toList();
                hits += (int) found.stream()
                        .map(Match::entry)
                        .filter(wanted::contains)
                        .count();
            }
            assertThat((double) hits / (QUERIES * K)).as("seed %d", SEED).isGreaterThanOrEqualTo(0.98);
        }
    }

    private static Embedding near(List<float[]> clusters, Random random) {
        float[] values = clusters.get(random.nextInt(clusters.size())).clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (0.3 * random.nextGaussian());
        }
        return Embedding.of(values);
    }

    @Test
    void looksAtTheShortlistAlone() {
        AtomicInteger scored = new AtomicInteger();
        PairScorer counting = new PairScorer() {
            @Override
            public double[] scores(Embedding query, List<Embedding> candidates) {
                scored.addAndGet(candidates.size());
                return Metric.EUCLIDEAN.scores(query, candidates);
            }

            @Override
            public void close() {
                // Holds no resources.
            }
        };
        try (SiameseComparator comparator = Galleries.comparator(3, counting)) {
            ApproximateIndex index = ApproximateIndex.of(filled(comparator, 500));
            index.search(Embedding.of(1, 2, 3), SearchOptions.best(K).withShortlist(40));
            assertThat(scored).hasValue(40);
            assertThat(index.search(Embedding.of(1, 2, 3), SearchOptions.best(K).withShortlist(2)))
                    .hasSize(K);
        }
    }

    @Test
    void seesTheGalleryAsItWas() {
        try (SiameseComparator comparator = Galleries.comparator(3, Metric.EUCLIDEAN)) {
            Gallery gallery = filled(comparator, 300);
            Embedding third = gallery.embedding("id3").orElseThrow();
            gallery.remove(List.of("id4"));
            ApproximateIndex index = ApproximateIndex.of(gallery);
            gallery.remove(List.of("id3"));
            gallery.add(new Entry("late", ""), third);
            assertThat(index.size()).isEqualTo(299);
            List<Match> all = index.search(third, SearchOptions.best(300));
            assertThat(all).hasSize(299).first().isEqualTo(new Match(Galleries.entry(3), 1));
            assertThat(all.stream().map(match -> match.entry().id())).doesNotContain("late", "id4");
        }
    }

    @Test
    void emptyOneEqualAndZero() {
        try (SiameseComparator comparator = Galleries.comparator(2, Metric.COSINE)) {
            Gallery gallery = Gallery.of(comparator);
            Embedding query = Embedding.of(3, 4);
            assertThat(ApproximateIndex.of(gallery).search(query, SearchOptions.best(1)))
                    .isEmpty();
            gallery.add(new Entry("zero", ""), Embedding.of(0, 0));
            assertThat(ApproximateIndex.of(gallery).search(query, SearchOptions.best(2)))
                    .containsExactly(new Match(new Entry("zero", ""), 0.5));
            for (int i = 0; i < 100; i++) {
                gallery.add(new Entry("same" + i, ""), Embedding.of(6, 8));
            }
            List<Match> found = ApproximateIndex.of(gallery).search(query, SearchOptions.best(200));
            assertThat(found).hasSize(101);
            assertThat(found.get(0).entry().id()).isEqualTo("same0");
            assertThat(found.get(99).score()).isCloseTo(1, within(1e-7));
            assertThat(found.get(100)).isEqualTo(new Match(new Entry("zero", ""), 0.5));
        }
    }

    @Test
    void manyThreadsFindWhatOneFinds() {
        try (SiameseComparator comparator = Galleries.comparator(3, Metric.EUCLIDEAN)) {
            ApproximateIndex index = ApproximateIndex.of(filled(comparator, 1_000));
            Random random = new Random(SEED);
            List<Embedding> queries = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                queries.add(Embedding.of(Galleries.values(random, 3)));
            }
            SearchOptions options = SearchOptions.best(5);
            assertThat(queries.parallelStream()
                            .map(query -> index.search(query, options))
                            .toList())
                    .isEqualTo(queries.stream()
                            .map(query -> index.search(query, options))
                            .toList());
        }
    }

    @Test
    void refusesWhatItCannotDo() {
        try (SiameseComparator comparator = Galleries.comparator(3, Metric.EUCLIDEAN)) {
            ApproximateIndex index = ApproximateIndex.of(filled(comparator, 5));
            SearchOptions options = SearchOptions.best(1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> index.search(Embedding.of(1, 2, 3), options.withFullScan()))
                    .withMessageContaining("full scan");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> index.search(Embedding.of(1, 2), options))
                    .withMessageContaining("dimension 3: 2");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> index.search(Embedding.of(1, Float.NaN, 3), options))
                    .withMessageContaining("value 1 is NaN");
        }
    }

    private static Gallery filled(SiameseComparator comparator, int entries) {
        Random random = new Random(SEED);
        Gallery gallery = Gallery.of(comparator);
        for (int i = 0; i < entries; i++) {
            gallery.add(Galleries.entry(i), Embedding.of(Galleries.values(random, 3)));
        }
        return gallery;
    }
}
