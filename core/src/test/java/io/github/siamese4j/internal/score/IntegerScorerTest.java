package io.github.siamese4j.internal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Device;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Metric;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import io.github.siamese4j.internal.model.OnnxFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against {@code golden_integer_head.py}. */
class IntegerScorerTest {

    private static final int DIMENSION = 20;
    private static final Path HEAD = TestModels.path("head");

    private static Embedding query = Embedding.of(new float[DIMENSION]);
    private static final List<Embedding> CANDIDATES = new ArrayList<>();
    private static final List<Double> IN_FLOAT = new ArrayList<>();
    private static final List<Double> IN_INTEGERS = new ArrayList<>();

    @BeforeAll
    static void readGolden() throws IOException {
        try (Stream<String> lines = Files.lines(HEAD.resolve("scores.txt"))) {
            lines.filter(line -> !line.startsWith("#")).forEach(line -> {
                double[] values = Arrays.stream(line.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                float[] embedding = new float[DIMENSION];
                for (int i = 0; i < DIMENSION; i++) {
                    embedding[i] = (float) values[i];
                }
                if (values.length == DIMENSION) {
                    query = Embedding.of(embedding);
                } else {
                    CANDIDATES.add(Embedding.of(embedding));
                    IN_FLOAT.add(values[DIMENSION]);
                    IN_INTEGERS.add(values[DIMENSION + 1]);
                }
            });
        }
    }

    @Test
    void theGraphIsTheOneThatOnnxChecked() throws IOException {
        ByteBuffer graph =
                IntegerHead.of(OnnxFile.read(HEAD.resolve("int8.onnx"))).bytes();
        assertThat(graph).isEqualTo(ByteBuffer.wrap(Files.readAllBytes(HEAD.resolve("integers.onnx"))));
    }

    @Test
    void longListsAreScoredInIntegersAndTheirBestInFloat() {
        List<Double> sorted = IN_INTEGERS.stream().sorted().toList();
        double least = sorted.get(sorted.size() - IntegerScorer.EXACT);
        assertThat(IN_INTEGERS).isNotEqualTo(IN_FLOAT);
        for (String storage : List.of("int8", "float32", "float16")) {
            // halves are rounded a second time when they become bytes
            double tolerance = storage.equals("float16") ? 1e-2 : 1e-5;
            try (PairScorer scorer = open(storage)) {
                for (List<Embedding> candidates : List.of(CANDIDATES, Embeddings.of(CANDIDATES))) {
                    double[] scores = scorer.scores(query, candidates);
                    for (int i = 0; i < scores.length; i++) {
                        boolean best = IN_INTEGERS.get(i) >= least;
                        if (storage.equals("int8") || !best) {
                            assertThat(scores[i])
                                    .as("%s %d", storage, i)
                                    .isCloseTo((best ? IN_FLOAT : IN_INTEGERS).get(i), within(tolerance));
                        }
                    }
                }
            }
        }
    }

    @Test
    void partsOfRowsAreScoredAsTheWhole() {
        List<Embedding> rows = Embeddings.of(CANDIDATES);
        try (PairScorer scorer = open("int8")) {
            double[] part = scorer.scores(query, rows.subList(40, 140));
            assertThat(part).isEqualTo(scorer.scores(query, CANDIDATES.subList(40, 140)));
        }
    }

    @Test
    void shortListsAndWhatIntegersCannotHoldAreScoredInFloat() {
        List<Embedding> few = CANDIDATES.subList(0, IntegerScorer.EXACT);
        List<Embedding> negative = new ArrayList<>(CANDIDATES);
        float[] values = CANDIDATES.get(9).toArray();
        values[4] = -1;
        negative.set(9, Embedding.of(values));
        OnnxFile file = OnnxFile.read(HEAD.resolve("int8.onnx"));
        try (PairScorer scorer = open("int8");
                PairScorer exact = OnnxScorer.open(file, Device.CPU, TestModels.onProcessor())) {
            assertThat(scorer.scores(query, few)).isEqualTo(exact.scores(query, few));
            assertThat(scorer.scores(query, negative)).isEqualTo(exact.scores(query, negative));
            assertThat(scorer.scores(query, Embeddings.of(negative))).isEqualTo(exact.scores(query, negative));
            assertThat(scorer.scores(negative.get(9), CANDIDATES)).isEqualTo(exact.scores(negative.get(9), CANDIDATES));
            assertThat(scorer.score(query, few.get(1))).isEqualTo(scorer.score(few.get(1), query));
        }
    }

    @Test
    void veryLongListsGoThroughTheHeadOnlyInPartWhereItIsAPlane() {
        List<Embedding> many = noise(2_000);
        // half a unit of 1/64 for either value, times weights of 2.625 together, twice, at the steepest of the sigmoid
        double rounding = 1.0 / 64 * 2.625 * 2 / 4;
        Embedding first = many.get(0);
        OnnxFile file = OnnxFile.read(HEAD.resolve("plane.onnx"));
        try (PairScorer scorer = open("plane");
                PairScorer exact = OnnxScorer.open(file, Device.CPU, TestModels.onProcessor())) {
            double[] expected = exact.scores(first, many);
            for (List<Embedding> candidates : List.of(many, Embeddings.of(many))) {
                double[] found = scorer.scores(first, candidates);
                assertThat(found).isNotEqualTo(expected).containsExactly(expected, within(rounding));
                double tenth = Arrays.stream(expected).sorted().toArray()[expected.length - 10];
                for (int i = 0; i < expected.length; i++) {
                    if (expected[i] >= tenth) {
                        assertThat(found[i]).isEqualTo(expected[i]);
                    }
                }
            }
        }
    }

    @Test
    void veryLongListsGoThroughTheHeadAsAWholeWhereItIsBent() {
        List<Embedding> many = noise(1_500);
        Embedding first = many.get(0);
        try (PairScorer scorer = open("bent")) {
            double[] found = scorer.scores(first, many);
            double least = Arrays.stream(found).sorted().toArray()[found.length - 4 * IntegerScorer.EXACT];
            int half = many.size() / 2;
            assertThat(half).isLessThan(IntegerScorer.LONG);
            double[] left = scorer.scores(first, many.subList(0, half));
            double[] right = scorer.scores(first, many.subList(half, many.size()));
            for (int i = 0; i < found.length; i++) {
                // the best of a part are exact there, and may not be in the whole
                double part = i < half ? left[i] : right[i - half];
                assertThat(found[i]).isCloseTo(part, within(found[i] < least && part < least ? 1e-6 : 0.02));
            }
        }
    }

    /** In [0, 2), as the heads that are a plane and bent in the middle are made for. */
    private static List<Embedding> noise(int rows) {
        Random random = new Random(5);
        List<Embedding> embeddings = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            float[] values = new float[DIMENSION];
            for (int i = 0; i < DIMENSION; i++) {
                values[i] = 2 * random.nextFloat();
            }
            embeddings.add(Embedding.of(values));
        }
        return embeddings;
    }

    @Test
    void anotherKindOfHeadIsRefused() {
        RuntimeOptions options = TestModels.onProcessor().withIntegerHead(true);
        assertThatThrownBy(() -> SiameseComparator.load(TestModels.path("tiny"), options))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_MISMATCH))
                .hasMessageContaining("integerHead");
        try (SiameseComparator metric = SiameseComparator.load(TestModels.path("tiny-cosine"), options)) {
            assertThat(metric.scorer()).isSameAs(Metric.COSINE);
        }
    }

    private static PairScorer open(String storage) {
        OnnxFile file = OnnxFile.read(HEAD.resolve(storage + ".onnx"));
        RuntimeOptions options = TestModels.onProcessor();
        return IntegerScorer.over(OnnxScorer.open(file, Device.CPU, options), file, options);
    }
}
