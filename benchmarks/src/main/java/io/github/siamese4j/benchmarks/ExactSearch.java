package io.github.siamese4j.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Metric;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.gallery.Match;
import io.github.siamese4j.gallery.SearchOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Exact search by cosine in a gallery of noise. {@code benchmarks/peers/search} runs it in turns with FAISS on the same
 * noise.
 *
 * <pre>
 * benchmarks/run ExactSearch ROWS DIMENSION
 * </pre>
 *
 * Prints "ready" once the gallery is filled. Then each line "NUMBER COUNT" on standard input is a search for the best
 * {@value #TOP} of COUNT queries. The answer is the elapsed seconds, the CPU seconds and the ids found.
 */
public final class ExactSearch {

    private static final int TOP = 10;
    private static final int AT_ONCE = 1000;

    private ExactSearch() {}

    /**
     * Fills the gallery and answers searches.
     *
     * @param args the number of rows and their dimension
     * @throws IOException if the standard input cannot be read
     */
    public static void main(String[] args) throws IOException {
        int rows = Integer.parseInt(args[0]);
        int dimension = Integer.parseInt(args[1]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        try (SiameseComparator comparator = SiameseComparator.builder()
                .encoder(new StubEncoder(dimension))
                .scorer(Metric.COSINE)
                .threshold(0.5)
                .build()) {
            Gallery gallery = Gallery.of(comparator);
            long heapBefore = heap();
            fill(gallery, rows, dimension);
            System.out.printf("ready %.0f %.0f%n", (double) direct() / rows, (double) (heap() - heapBefore) / rows);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] numbers = line.split(" ", -1);
                long first = rows + Long.parseLong(numbers[0]);
                List<Embedding> queries = IntStream.range(0, Integer.parseInt(numbers[1]))
                        .mapToObj(i -> Embedding.of(noise(first + i, dimension)))
                        .toList();
                double cpu = Throughput.cpuSeconds();
                long start = System.nanoTime();
                List<List<Match>> found = gallery.search(queries, SearchOptions.best(TOP));
                double seconds = (System.nanoTime() - start) / 1e9;
                double cpuSeconds = Throughput.cpuSeconds() - cpu;
                String ids = found.stream()
                        .flatMap(List::stream)
                        .map(match -> match.entry().id())
                        .collect(Collectors.joining(" "));
                System.out.printf(Locale.ROOT, "%.6f %.6f %s%n", seconds, cpuSeconds, ids);
            }
        }
    }

    private static void fill(Gallery gallery, int rows, int dimension) {
        for (int from = 0; from < rows; from += AT_ONCE) {
            Map<Entry, Embedding> some = new LinkedHashMap<>();
            for (int row = from; row < Math.min(rows, from + AT_ONCE); row++) {
                some.put(new Entry(Integer.toString(row), ""), Embedding.of(noise(row, dimension)));
            }
            gallery.addEmbeddings(some);
        }
    }

    /** Returns noise from SplitMix64 of each value's index, which any language can compute row by row. */
    private static float[] noise(long row, int dimension) {
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            long z = (row * dimension + i + 1) * 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            values[i] = (z >>> 40) * 0x1p-23f - 1;
        }
        return values;
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
