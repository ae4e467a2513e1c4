package io.github.siamese4j.benchmarks;

import ai.onnxruntime.OrtException;
import io.github.siamese4j.Device;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import io.github.siamese4j.Ranked;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.SimilarityMatrix;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.gallery.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Scoring of many pairs with the shipped model.
 *
 * <pre>
 * benchmarks/run ScoringBenchmark head [ROUNDS [FOLDER]]
 * benchmarks/run ScoringBenchmark ranking FOLDER [QUERIES]
 * benchmarks/run ScoringBenchmark storage FOLDER [QUERIES]
 * benchmarks/run ScoringBenchmark matrix FOLDER
 * </pre>
 *
 * <ul>
 *   <li>{@code head}: one query against 10,000 embeddings, in turns with ONNX Runtime alone. The embeddings are noise,
 *       or 2,000 images five times.
 *   <li>{@code ranking}: the integer head against the float32 head, on images.
 *   <li>{@code storage}: embeddings kept as bytes against float32, on images.
 *   <li>{@code matrix}: 100 images against 100 others, as {@code benchmarks/peers/matrix} needs it.
 * </ul>
 */
public final class ScoringBenchmark {

    private static final Path MODEL = Path.of("examples/models/omniglot-vgg16");
    private static final RuntimeOptions OPTIONS = RuntimeOptions.defaults().withDevice(Device.CPU);
    private static final int CANDIDATES = 10_000;
    private static final int PICTURES = 2_000;
    private static final int SIDE = 100;
    private static final int TOP = 10;

    private ScoringBenchmark() {}

    /**
     * Runs one measurement.
     *
     * @param args its name and its arguments
     * @throws OrtException if ONNX Runtime refuses the model
     */
    public static void main(String[] args) throws OrtException {
        String what = args.length == 0 ? "" : args[0];
        switch (what) {
            case "head" ->
                head(
                        args.length > 1 ? Integer.parseInt(args[1]) : 11,
                        Optional.ofNullable(args.length > 2 ? Path.of(args[2]) : null));
            case "ranking" -> ranking(Path.of(args[1]), args.length > 2 ? Integer.parseInt(args[2]) : 1_000);
            case "storage" -> storage(Path.of(args[1]), args.length > 2 ? Integer.parseInt(args[2]) : 1_000);
            case "matrix" -> matrix(Path.of(args[1]));
            default ->
                throw new IllegalArgumentException(
                        "head [ROUNDS [FOLDER]], ranking or storage FOLDER [QUERIES], matrix FOLDER");
        }
    }

    private static void head(int rounds, Optional<Path> folder) throws OrtException {
        try (SiameseComparator floats = SiameseComparator.load(MODEL, OPTIONS);
                SiameseComparator integers = SiameseComparator.load(MODEL, OPTIONS.withIntegerHead(true));
                OnnxHead bare =
                        new OnnxHead(MODEL, OPTIONS.threads(), floats.encoder().dimension())) {
            List<Embedding> candidates = folder.map(pictures -> repeated(floats.encoder(), pictures))
                    .orElseGet(() -> rectifiedNoise(floats.encoder().dimension()));
            Throughput rates = new Throughput();
            for (int round = -2; round < rounds; round++) {
                Embedding query = candidates.get(round + 2);
                for (int batch : OnnxHead.BATCHES) {
                    rates.add(round, "bare run of " + batch, () -> bare.run(batch, CANDIDATES));
                }
                rates.add(round, "similarities", () -> floats.similarities(query, candidates).length);
                rates.add(round, "rank, integers", () -> {
                    integers.scorer().rank(query, candidates, TOP);
                    return candidates.size();
                });
            }
            rates.print("pairs", "bare");
        }
    }

    private static List<Embedding> repeated(Encoder encoder, Path folder) {
        List<Embedding> embeddings = encoder.encode(pictures(folder, PICTURES));
        List<Embedding> all = new ArrayList<>();
        for (int i = 0; i < CANDIDATES; i++) {
            all.add(embeddings.get(i % embeddings.size()));
        }
        return Embeddings.of(all);
    }

    /** Returns noise like the embeddings of a network that ends in a ReLU. */
    private static List<Embedding> rectifiedNoise(int dimension) {
        Random random = new Random(1);
        List<Embedding> embeddings = new ArrayList<>();
        float[] values = new float[dimension];
        for (int i = 0; i < CANDIDATES; i++) {
            for (int d = 0; d < dimension; d++) {
                values[d] = (float) Math.max(0, random.nextGaussian());
            }
            embeddings.add(Embedding.of(values));
        }
        return Embeddings.of(embeddings);
    }

    private static void ranking(Path folder, int queries) {
        try (SiameseComparator floats = SiameseComparator.load(MODEL, OPTIONS);
                SiameseComparator integers = SiameseComparator.load(MODEL, OPTIONS.withIntegerHead(true))) {
            List<Embedding> all = floats.encoder().encode(pictures(folder, PICTURES));
            compare(
                    all.subList(0, queries),
                    all.size(),
                    query -> floats.scorer().rank(query, all, TOP + 1),
                    query -> integers.scorer().rank(query, all, TOP + 1));
        }
    }

    private static void storage(Path folder, int queries) {
        try (SiameseComparator comparator = SiameseComparator.load(MODEL, OPTIONS)) {
            List<Embedding> all = comparator.encoder().encode(pictures(folder, PICTURES));
            Gallery small = Gallery.of(comparator, Storage.INT8);
            for (int i = 0; i < all.size(); i++) {
                small.add(new Entry(String.valueOf(i), ""), all.get(i));
            }
            List<Embedding> kept = new ArrayList<>();
            small.forEach((entry, embedding) -> kept.add(embedding));
            compare(
                    all.subList(0, queries),
                    all.size(),
                    query -> comparator.scorer().rank(query, all, all.size()),
                    query -> comparator.scorer().rank(query, kept, all.size()));
        }
    }

    /** Prints how well two rankings agree. Query i is candidate i, which is left out. */
    private static void compare(
            List<Embedding> queries,
            int candidates,
            Function<Embedding, List<Ranked>> exact,
            Function<Embedding, List<Ranked>> other) {
        int firsts = 0;
        int common = 0;
        double furthest = 0;
        for (int q = 0; q < queries.size(); q++) {
            Map<Integer, Double> wanted = scores(exact.apply(queries.get(q)), q);
            Map<Integer, Double> found = scores(other.apply(queries.get(q)), q);
            for (Map.Entry<Integer, Double> each : found.entrySet()) {
                double score = wanted.getOrDefault(each.getKey(), each.getValue());
                furthest = Math.max(furthest, Math.abs(score - each.getValue()));
            }
            List<Integer> best = wanted.keySet().stream().limit(TOP).toList();
            List<Integer> top = found.keySet().stream().limit(TOP).toList();
            double first = wanted.getOrDefault(best.get(0), -1.0);
            firsts += wanted.getOrDefault(top.get(0), -1.0) == first ? 1 : 0;
            common += (int) best.stream().filter(top::contains).count();
            if ((q + 1) % 100 == 0 || q + 1 == queries.size()) {
                System.out.printf(
                        Locale.ROOT,
                        "%d queries against %d: top 1 the same in %.2f %%, top 10 share %.3f, scores differ by up "
                                + "to %.3f%n",
                        q + 1,
                        candidates - 1,
                        100.0 * firsts / (q + 1),
                        (double) common / (q + 1),
                        furthest);
            }
        }
    }

    private static Map<Integer, Double> scores(List<Ranked> ranking, int query) {
        Map<Integer, Double> scores = new LinkedHashMap<>();
        for (Ranked ranked : ranking) {
            if (ranked.index() != query) {
                scores.put(ranked.index(), ranked.score());
            }
        }
        return scores;
    }

    private static void matrix(Path folder) {
        List<Image> pictures = pictures(folder, 2 * SIDE);
        try (SiameseComparator comparator = SiameseComparator.load(MODEL, OPTIONS)) {
            comparator.matrix(pictures.subList(0, 4), pictures.subList(4, 8));
            double cpu = Throughput.cpuSeconds();
            long start = System.nanoTime();
            SimilarityMatrix matrix = comparator.matrix(pictures.subList(0, SIDE), pictures.subList(SIDE, 2 * SIDE));
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuSeconds = Throughput.cpuSeconds() - cpu;
            double largest = 0;
            for (int i = 0; i < SIDE; i += 7) {
                int j = (i * 13) % SIDE;
                double single = comparator
                        .scorer()
                        .score(
                                comparator.encoder().encode(pictures.get(i)),
                                comparator.encoder().encode(pictures.get(SIDE + j)));
                largest = Math.max(largest, Math.abs(single - matrix.get(i, j)));
            }
            System.err.printf(Locale.ROOT, "difference from single calls: %.1e%n", largest);
            System.out.printf(Locale.ROOT, "%.3f %.3f%n", seconds, cpuSeconds);
        }
    }

    /** Returns random PNG files of a folder, the same ones in every run. */
    private static List<Image> pictures(Path folder, int count) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> sorted =
                    new ArrayList<>(files.filter(file -> file.toString().endsWith(".png"))
                            .sorted()
                            .toList());
            Collections.shuffle(sorted, new Random(7));
            Image[] images = sorted.stream().limit(count).map(Image::of).toArray(Image[]::new);
            return Arrays.asList(images);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the folder " + folder, e);
        }
    }
}
