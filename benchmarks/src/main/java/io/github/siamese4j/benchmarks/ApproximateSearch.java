package io.github.siamese4j.benchmarks;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Metric;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.ApproximateIndex;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.gallery.Match;
import io.github.siamese4j.gallery.SearchOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Compares the approximate index with the gallery's exact search, in turns: the ten nearest entries by cosine among
 * clustered random vectors.
 *
 * <pre>
 * benchmarks/run ApproximateSearch DIMENSION ENTRIES…
 * </pre>
 */
public final class ApproximateSearch {

    private static final int K = 10;
    private static final int QUERIES = 200;
    private static final int WARM_UP = 50;
    private static final int BATCH = 32;
    private static final int PER_CLUSTER = 100;

    private ApproximateSearch() {}

    /**
     * Prints a row of figures for each gallery size.
     *
     * @param args the dimension of the vectors, then the numbers of entries
     */
    public static void main(String[] args) {
        int dimension = Integer.parseInt(args[0]);
        System.out.println(
                "| entries | exact, one by one | exact, 32 at once | approximate | one by one ÷ approximate | "
                        + "recall@10 | building |"
                        + System.lineSeparator() + "| --- | --- | --- | --- | --- | --- | --- |");
        for (String entries : Arrays.asList(args).subList(1, args.length)) {
            measure(dimension, Integer.parseInt(entries));
        }
    }

    private static void measure(int dimension, int entries) {
        Random random = new Random(1);
        float[][] clusters = new float[Math.max(1, entries / PER_CLUSTER)][];
        Arrays.setAll(clusters, i -> near(new float[dimension], 1, random));
        try (SiameseComparator comparator = SiameseComparator.builder()
                .encoder(new StubEncoder(dimension))
                .scorer(Metric.COSINE)
                .build()) {
            Gallery gallery = Gallery.of(comparator);
            Map<Entry, Embedding> all = new LinkedHashMap<>();
            for (int i = 0; i < entries; i++) {
                all.put(new Entry("id" + i, ""), Embedding.of(inOne(clusters, random)));
            }
            gallery.addEmbeddings(all);
            List<Embedding> queries = new ArrayList<>();
            for (int i = 0; i < QUERIES; i++) {
                queries.add(Embedding.of(inOne(clusters, random)));
            }
            compare(gallery, queries);
        }
    }

    private static void compare(Gallery gallery, List<Embedding> queries) {
        long start = System.nanoTime();
        ApproximateIndex index = ApproximateIndex.of(gallery);
        double building = (System.nanoTime() - start) / 1e9;
        SearchOptions options = SearchOptions.best(K);
        double[] exact = new double[QUERIES - WARM_UP];
        double[] approximate = new double[QUERIES - WARM_UP];
        int hits = 0;
        for (int i = 0; i < QUERIES; i++) {
            Embedding query = queries.get(i);
            long before = System.nanoTime();
            List<Match> wanted = gallery.search(query, K);
            long between = System.nanoTime();
            List<Match> found = index.search(query, options);
            long after = System.nanoTime();
            if (i >= WARM_UP) {
                exact[i - WARM_UP] = between - before;
                approximate[i - WARM_UP] = after - between;
            }
            List<Entry> entries = wanted.stream().map(Match::entry).toList();
            hits += (int)
                    found.stream().map(Match::entry).filter(entries::contains).count();
        }
        double[] batches = new double[QUERIES / BATCH];
        for (int i = 0; i < batches.length; i++) {
            long before = System.nanoTime();
            gallery.search(queries.subList(i * BATCH, (i + 1) * BATCH), options);
            batches[i] = (double) (System.nanoTime() - before) / BATCH;
        }
        System.out.printf(
                Locale.ROOT,
                "| %,d | %.2f ms | %.2f ms | %.2f ms | **%.1f ×** | %.3f | %.1f s |%n",
                gallery.size(),
                median(exact) / 1e6,
                median(batches) / 1e6,
                median(approximate) / 1e6,
                median(exact) / median(approximate),
                (double) hits / (QUERIES * K),
                building);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static float[] inOne(float[][] clusters, Random random) {
        return near(clusters[random.nextInt(clusters.length)], 0.5, random);
    }

    private static float[] near(float[] middle, double spread, Random random) {
        float[] values = middle.clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (spread * random.nextGaussian());
        }
        return values;
    }
}
