package io.github.siamese4j.internal.score;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Device;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Metric;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.Ranked;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import io.github.siamese4j.internal.model.OnnxFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares the integer head with the golden values of {@code golden_integer_head.py} and with the float32 head. */
class IntegerScorerTest {

    private static final int DIMENSION = 20;
    private static final ModelSource HEAD = ModelSource.of(TestModels.path("head"));

    private static Embedding query = Embedding.of(new float[DIMENSION]);
    private static final List<Embedding> CANDIDATES = new ArrayList<>();
    private static final List<Double> IN_FLOAT = new ArrayList<>();
    private static final List<Double> IN_INTEGERS = new ArrayList<>();

    @BeforeAll
    static void readGolden() throws IOException {
        try (Stream<String> lines = Files.lines(TestModels.path("head").resolve("scores.txt"))) {
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
        HeadWeights weights = HeadWeights.read(OnnxFile.read(HEAD, "int8.onnx"));
        ByteBuffer graph = IntegerHead.of(weights, "int8.onnx").bytes();
        assertThat(graph).isEqualTo(ByteBuffer.wrap(Files.readAllBytes(TestModels.path("head/integers.onnx"))));
    }

    @Test
    void estimatesAreTheScoresInIntegers() {
        assertThat(IN_INTEGERS).isNotEqualTo(IN_FLOAT);
        for (String storage : List.of("int8", "float32", "float16")) {
            // Quantization to int8 rounds float16 weights a second time.
            double tolerance = storage.equals("float16") ? 1e-2 : 1e-5;
            try (IntegerScorer scorer = open(storage)) {
                for (List<Embedding> candidates : List.of(CANDIDATES, Embeddings.of(CANDIDATES))) {
                    assertThat(estimate(scorer, query, candidates))
                            .as(storage)
                            .containsExactly(array(IN_INTEGERS), within(tolerance));
                }
            }
        }
    }

    @Test
    void scoresAreThoseOfTheFloatHead() {
        for (String storage : List.of("int8", "float32", "float16")) {
            try (IntegerScorer scorer = open(storage);
                    PairScorer exact = exact(storage)) {
                assertThat(scorer.scores(query, CANDIDATES)).isEqualTo(exact.scores(query, CANDIDATES));
                if (storage.equals("int8")) {
                    assertThat(scorer.scores(query, CANDIDATES)).containsExactly(array(IN_FLOAT), within(1e-5));
                }
            }
        }
    }

    @Test
    void scoresAreSymmetricAndIndependentOfTheOtherCandidates() {
        for (int size : new int[] {65, 200, 1_100, 2_000}) {
            List<Embedding> many = Embeddings.of(noise(size));
            for (String head : List.of("int8", "plane", "bent")) {
                try (PairScorer scorer = open(head)) {
                    double[] scores = scorer.scores(many.get(0), many);
                    List<Embedding> swapped = new ArrayList<>(many);
                    for (int i = 1; i < size; i += 37) {
                        Embedding other = many.get(i);
                        double alone = scorer.score(many.get(0), other);
                        assertThat(scorer.score(other, many.get(0))).isEqualTo(alone);
                        // Batches of different sizes round sums of float32 differently.
                        assertThat(scores[i]).as("%s %d", head, i).isCloseTo(alone, within(1e-6));
                        swapped.set(i, many.get(0));
                        assertThat(scorer.scores(other, swapped)[i]).isEqualTo(scores[i]);
                        swapped.set(i, other);
                    }
                }
            }
        }
    }

    @Test
    void rankingsAreTheExactOnes() {
        for (int size : new int[] {0, 1, 127, 128, 129, 1_000, 1_023, 1_024, 3_001}) {
            List<Embedding> many = noise(size);
            List<Embedding> contiguous = many.isEmpty() ? many : Embeddings.of(many);
            for (String head : List.of("int8", "plane", "bent")) {
                try (PairScorer scorer = open(head);
                        PairScorer exact = exact(head)) {
                    for (int k : new int[] {1, 10, 100, 5_000}) {
                        List<Ranked> expected = exact.rank(query, many, k);
                        assertThat(expected).hasSize(Math.min(k, size)).isSorted();
                        assertThat(scorer.rank(query, many, k)).as(head).isEqualTo(expected);
                        for (int again = 0; again < 2; again++) {
                            assertThat(scorer.rank(query, contiguous, k)).isEqualTo(expected);
                        }
                    }
                }
            }
        }
    }

    @Test
    void partsOfRowsAreRankedAsTheWhole() {
        List<Embedding> rows = Embeddings.of(noise(700));
        try (PairScorer scorer = open("int8")) {
            assertThat(scorer.rank(query, rows.subList(100, 500), 10))
                    .isEqualTo(scorer.rank(query, new ArrayList<>(rows).subList(100, 500), 10));
        }
    }

    @Test
    void whatIntegersCannotHoldIsRankedInFloat() {
        List<Embedding> negative = new ArrayList<>(CANDIDATES);
        float[] values = CANDIDATES.get(9).toArray();
        values[4] = -1;
        negative.set(9, Embedding.of(values));
        try (IntegerScorer scorer = open("int8");
                PairScorer exact = exact("int8")) {
            for (List<Embedding> candidates : List.of(negative, Embeddings.of(negative))) {
                assertThat(scorer.estimate(query, candidates, 64)).isNull();
                assertThat(scorer.rank(query, candidates, 5)).isEqualTo(exact.rank(query, candidates, 5));
            }
            assertThat(scorer.estimate(negative.get(9), CANDIDATES, 64)).isNull();
            assertThat(scorer.rank(negative.get(9), CANDIDATES, 5))
                    .isEqualTo(exact.rank(negative.get(9), CANDIDATES, 5));
        }
    }

    @Test
    void refusesOtherDimensionsAndAnEmptyRanking() {
        List<Embedding> mixed = new ArrayList<>(CANDIDATES);
        mixed.set(140, Embedding.of(1, 2));
        try (PairScorer scorer = open("int8")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> scorer.rank(query, mixed, 1))
                    .withMessageContaining("dimension 20: 2");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> scorer.rank(mixed.get(140), CANDIDATES, 1))
                    .withMessageContaining("dimension 20: 2");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> scorer.rank(query, CANDIDATES, 0))
                    .withMessageContaining("k must be at least 1: 0");
        }
    }

    @Test
    void veryLongListsGoThroughTheHeadOnlyInPartWhereItIsAPlane() {
        List<Embedding> many = noise(2_000);
        // Half a unit of 1/64 for either value, times weights of 2.625 in total, twice, at the sigmoid's steepest
        // slope.
        double rounding = 1.0 / 64 * 2.625 * 2 / 4;
        Embedding first = many.get(0);
        try (IntegerScorer scorer = open("plane");
                PairScorer exact = exact("plane")) {
            double[] expected = exact.scores(first, many);
            for (List<Embedding> candidates : List.of(many, Embeddings.of(many))) {
                assertThat(estimate(scorer, first, candidates))
                        .isNotEqualTo(expected)
                        .containsExactly(expected, within(rounding));
            }
        }
    }

    @Test
    void veryLongListsGoThroughTheHeadAsAWholeWhereItIsBent() {
        List<Embedding> many = noise(1_500);
        Embedding first = many.get(0);
        int half = many.size() / 2;
        assertThat(half).isLessThan(IntegerScorer.LONG);
        try (IntegerScorer scorer = open("bent")) {
            double[] found = estimate(scorer, first, many);
            double[] left = estimate(scorer, first, many.subList(0, half));
            double[] right = estimate(scorer, first, many.subList(half, many.size()));
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).isCloseTo(i < half ? left[i] : right[i - half], within(1e-6));
            }
        }
    }

    /** Returns embeddings in [0, 2), the range for which the plane and the bent head were made. */
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

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] estimate(IntegerScorer scorer, Embedding query, List<Embedding> candidates) {
        return requireNonNull(scorer.estimate(query, candidates, IntegerScorer.RESCORED));
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

    private static IntegerScorer open(String head) {
        OnnxFile file = OnnxFile.read(HEAD, head + ".onnx");
        return IntegerScorer.over(exact(head), file, TestModels.onProcessor());
    }

    private static OnnxScorer exact(String head) {
        OnnxFile file = OnnxFile.read(HEAD, head + ".onnx");
        return OnnxScorer.open(file, Device.CPU, TestModels.onProcessor());
    }
}
