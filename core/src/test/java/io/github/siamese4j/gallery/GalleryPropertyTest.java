package io.github.siamese4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Metric;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.SiameseComparator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares random operations with a map and brute force. */
class GalleryPropertyTest {

    static Stream<Arguments> kinds() {
        List<Arguments> kinds = new ArrayList<>();
        for (PairScorer scorer : List.of(Metric.COSINE, Metric.EUCLIDEAN, Metric.MANHATTAN)) {
            for (int dimension : new int[] {1, 3, 64, 131}) {
                kinds.add(Arguments.of(scorer, dimension));
            }
        }
        kinds.add(Arguments.of(new Galleries.Weighted(1, 2, 3, 1, 2), 5));
        return kinds.stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void randomOperationsAgreeWithAMap(PairScorer scorer, int dimension) {
        long seed = 41L * dimension + scorer.getClass().getName().length();
        Random random = new Random(seed);
        try (SiameseComparator comparator = Galleries.comparator(dimension, scorer)) {
            Gallery gallery = Gallery.of(comparator);
            Map<Entry, Embedding> naive = new LinkedHashMap<>();
            int next = 0;
            for (int step = 0; step < 60; step++) {
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        Map<Entry, Embedding> more = new LinkedHashMap<>();
                        for (int i = random.nextInt(200); i >= 0; i--) {
                            more.put(Galleries.entry(next++), Embedding.of(Galleries.values(random, dimension)));
                        }
                        gallery.addEmbeddings(more);
                        naive.putAll(more);
                    }
                    case 2 -> {
                        Set<String> gone = new HashSet<>();
                        for (int i = random.nextInt(150); i >= 0; i--) {
                            gone.add("id" + random.nextInt(next + 5));
                        }
                        long there = naive.keySet().stream()
                                .filter(entry -> gone.contains(entry.id()))
                                .count();
                        assertThat(gallery.remove(gone)).isEqualTo((int) there);
                        naive.keySet().removeIf(entry -> gone.contains(entry.id()));
                    }
                    default -> {
                        int which = random.nextInt(next + 1);
                        Entry entry = new Entry("id" + which, "other", "replaced");
                        Embedding embedding = Embedding.of(Galleries.values(random, dimension));
                        gallery.replace(entry, embedding);
                        naive.keySet().removeIf(old -> old.id().equals(entry.id()));
                        naive.put(entry, embedding);
                        next = Math.max(next, which + 1);
                    }
                }
                assertThat(gallery.entries())
                        .as("seed %d, step %d", seed, step)
                        .containsExactlyElementsOf(naive.keySet());
            }
            searchesAgree(gallery, naive, scorer, random, dimension);
            Entry some = naive.keySet().iterator().next();
            assertThat(gallery.entry(some.id())).contains(some);
            assertThat(gallery.embedding(some.id())).contains(naive.get(some));
            assertThat(gallery.entry("nobody")).isEmpty();
        }
    }

    private static void searchesAgree(
            Gallery gallery, Map<Entry, Embedding> naive, PairScorer scorer, Random random, int dimension) {
        List<Embedding> queries = new ArrayList<>();
        for (int i = 0; i < 35; i++) {
            queries.add(Embedding.of(Galleries.values(random, dimension)));
        }
        queries.add(Embedding.of(new float[dimension]));
        queries.add(naive.values().iterator().next());
        for (int k : new int[] {1, 10, naive.size() + 3}) {
            List<List<Match>> found =
                    gallery.search(queries, SearchOptions.best(k).withFullScan());
            for (int q = 0; q < queries.size(); q++) {
                assertThat(found.get(q).stream().map(Match::score).toList())
                        .isEqualTo(bruteForce(naive, scorer, queries.get(q), k));
                found.get(q).forEach(match -> assertThat(naive).containsKey(match.entry()));
            }
        }
    }

    private static List<Double> bruteForce(Map<Entry, Embedding> naive, PairScorer scorer, Embedding query, int k) {
        return naive.values().stream()
                .map(candidate -> scorer.score(query, candidate))
                .sorted(Comparator.reverseOrder())
                .limit(k)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void pairsAndGroupsAgreeWithBruteForce(PairScorer scorer, int dimension) {
        Random random = new Random(dimension);
        try (SiameseComparator comparator = Galleries.comparator(dimension, scorer)) {
            Gallery gallery = Gallery.of(comparator);
            List<Entry> entries = new ArrayList<>();
            List<Embedding> embeddings = new ArrayList<>();
            // Fewer than the shortlist of a learned scorer, so the result is exact for all scorers.
            for (int i = 0; i < 50; i++) {
                float[] values =
                        i % 3 == 1 ? embeddings.get(random.nextInt(i)).toArray() : Galleries.values(random, dimension);
                values[0] += i % 3 == 1 ? 0.01f * random.nextFloat() : 0;
                entries.add(Galleries.entry(i));
                embeddings.add(Embedding.of(values));
                gallery.add(entries.get(i), embeddings.get(i));
            }
            for (double threshold : new double[] {0, 0.2, 0.9, 0.995, 1}) {
                Set<String> expected = new TreeSet<>();
                int[] group = new int[50];
                for (int i = 0; i < 50; i++) {
                    group[i] = i;
                }
                for (int i = 0; i < 50; i++) {
                    for (int j = i + 1; j < 50; j++) {
                        double score = scorer.score(embeddings.get(i), embeddings.get(j));
                        if (score >= threshold) {
                            expected.add(new Duplicate(entries.get(i), entries.get(j), score).toString());
                            int from = group[j];
                            int to = group[i];
                            for (int m = 0; m < 50; m++) {
                                group[m] = group[m] == from ? to : group[m];
                            }
                        }
                    }
                }
                Set<String> found = new TreeSet<>();
                gallery.duplicates(
                        threshold,
                        pair -> assertThat(found.add(pair.toString())).isTrue());
                assertThat(found).isEqualTo(expected);
                Map<Integer, List<Entry>> groups = new LinkedHashMap<>();
                for (int i = 0; i < 50; i++) {
                    groups.computeIfAbsent(group[i], any -> new ArrayList<>()).add(entries.get(i));
                }
                assertThat(gallery.groups(threshold))
                        .containsExactlyInAnyOrderElementsOf(groups.values().stream()
                                .filter(members -> members.size() > 1)
                                .toList());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void int8FindsNearlyTheSame(PairScorer scorer, int dimension) {
        Random random = new Random(3);
        try (SiameseComparator comparator = Galleries.comparator(dimension, scorer)) {
            Gallery exact = Gallery.of(comparator);
            Gallery small = Gallery.of(comparator, Storage.INT8);
            List<Embedding> queries = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                Embedding embedding = Embedding.of(Galleries.values(random, dimension));
                exact.add(Galleries.entry(i), embedding);
                small.add(Galleries.entry(i), embedding);
                float[] near = embedding.toArray();
                near[0] += 0.01f;
                queries.add(Embedding.of(near));
                float[] kept = small.embedding("id" + i).orElseThrow().toArray();
                float largest = 0;
                for (int d = 0; d < dimension; d++) {
                    largest = Math.max(largest, Math.abs(embedding.get(d)));
                }
                for (int d = 0; d < dimension; d++) {
                    assertThat((double) Math.abs(kept[d] - embedding.get(d))).isLessThanOrEqualTo(largest / 253.9);
                }
            }
            SearchOptions one = SearchOptions.best(1);
            List<List<Match>> expected = exact.search(queries, one);
            List<List<Match>> found = small.search(queries, one);
            double worst = 0;
            double farthest = 0;
            for (int i = 0; i < queries.size(); i++) {
                double before = expected.get(i).get(0).score();
                double after = found.get(i).get(0).score();
                worst = Math.max(worst, Math.abs(before - after));
                farthest = Math.max(farthest, Math.abs(1 / before - 1 / after));
            }
            if (scorer.equals(Metric.COSINE)) {
                assertThat(worst).isLessThan(1e-4);
            } else {
                // Each value changes by at most 1/254 of the largest, and none exceeds 5.
                double off = scorer.equals(Metric.EUCLIDEAN) ? Math.sqrt(dimension) : dimension;
                assertThat(farthest).isLessThan(off * 5 / 254);
            }
            if (dimension > 3) {
                for (int i = 0; i < queries.size(); i++) {
                    assertThat(found.get(i).get(0).entry()).isEqualTo(Galleries.entry(i));
                }
            }
        }
    }
}
