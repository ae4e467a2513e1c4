package io.github.siamese4j.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Feature models against NumPy in double precision, and one that computes its features against scikit-image. */
class FeatureModelGoldenTest {

    private static List<String[]> golden;

    @BeforeAll
    static void read() throws IOException {
        golden = Files.readAllLines(TestModels.path("golden-features.txt")).stream()
                .map(line -> line.split(" "))
                .toList();
    }

    @Test
    void embeddingsEqualTheReference() {
        try (SiameseComparator comparator = load("features-onnx")) {
            List<String[]> rows = rows("embedding");
            assertThat(rows).hasSize(4);
            for (String[] row : rows) {
                Embedding embedding = comparator.encoder().encodeFeatures(vector(Integer.parseInt(row[1])));
                assertThat(embedding.dimension()).isEqualTo(row.length - 2);
                for (int i = 0; i < embedding.dimension(); i++) {
                    assertThat((double) embedding.get(i)).isCloseTo(Double.parseDouble(row[2 + i]), within(1e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"onnx, 3", "cosine, 4", "euclidean, 5", "manhattan, 6"})
    void scoresEqualTheReference(String scorer, int column) {
        try (SiameseComparator comparator = load("features-" + scorer)) {
            List<String[]> rows = rows("score");
            assertThat(rows).hasSize(16);
            for (String[] row : rows) {
                float[] a = vector(Integer.parseInt(row[1]));
                float[] b = vector(Integer.parseInt(row[2]));
                double expected = Double.parseDouble(row[column]);
                assertThat(comparator.similarity(a, b)).isCloseTo(expected, within(1e-6));
                assertThat(comparator.compare(a, b).same()).isEqualTo(expected >= 0.53);
            }
        }
    }

    /** The last vector and its embedding are zero: the cosine gives 0.5, other metrics the score of equal vectors. */
    @ParameterizedTest
    @CsvSource({"onnx, 0.77729986", "cosine, 0.5", "euclidean, 1", "manhattan, 1"})
    void zerosWithThemselvesGetTheDocumentedScore(String scorer, double score) {
        try (SiameseComparator comparator = load("features-" + scorer)) {
            assertThat(comparator.similarity(vector(3), vector(3))).isCloseTo(score, within(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"onnx, 0.77729986", "cosine, 1", "euclidean, 1", "manhattan, 1"})
    void theSelfScoreIsThatOfEqualVectors(String scorer, double score) {
        try (SiameseComparator comparator = load("features-" + scorer)) {
            assertThat(comparator.selfScore()).hasValueCloseTo(score, within(1e-6));
        }
    }

    @Test
    void picturesGoThroughTheFeaturesThatTheModelDescribes() {
        try (SiameseComparator comparator = load("features-described")) {
            List<String[]> rows = rows("picture");
            assertThat(rows).hasSize(16);
            for (String[] row : rows) {
                double score = comparator.similarity(
                        TestModels.picture(Integer.parseInt(row[1])), TestModels.picture(Integer.parseInt(row[2])));
                assertThat(score).isCloseTo(Double.parseDouble(row[3]), within(1e-6));
            }
        }
    }

    private static SiameseComparator load(String model) {
        return SiameseComparator.load(TestModels.path(model), TestModels.onProcessor());
    }

    private static List<String[]> rows(String kind) {
        return golden.stream().filter(row -> row[0].equals(kind)).toList();
    }

    private static float[] vector(int index) {
        String[] row = rows("vector").get(index);
        float[] values = new float[row.length - 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(row[2 + i]);
        }
        assertThat(Arrays.copyOf(row, 2)).containsExactly("vector", String.valueOf(index));
        return values;
    }
}
