package io.github.siamese4j.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Comparison;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Image;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tiny model against NumPy in double precision. */
class TinyModelGoldenTest {

    private static SiameseComparator comparator;
    private static List<String[]> golden;

    @BeforeAll
    static void load() throws IOException {
        comparator = TestModels.tiny();
        golden = Files.readAllLines(TestModels.path("golden.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" "))
                .toList();
    }

    @AfterAll
    static void close() {
        comparator.close();
    }

    @Test
    void embeddingsEqualTheReference() {
        List<String[]> rows =
                golden.stream().filter(row -> row[0].equals("embedding")).toList();
        assertThat(rows).hasSize(4);
        for (String[] row : rows) {
            Embedding embedding = comparator.encoder().encode(Image.of(TestModels.picture(Integer.parseInt(row[1]))));
            double[] expected = Arrays.stream(row, 2, row.length)
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            assertThat(embedding.dimension()).isEqualTo(expected.length);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) embedding.get(i)).isCloseTo(expected[i], within(1e-5));
            }
        }
    }

    @Test
    void scoresEqualTheReference() {
        List<String[]> rows =
                golden.stream().filter(row -> row[0].equals("score")).toList();
        assertThat(rows).hasSize(16);
        for (String[] row : rows) {
            double score = comparator.similarity(
                    TestModels.picture(Integer.parseInt(row[1])), TestModels.picture(Integer.parseInt(row[2])));
            assertThat(score).isCloseTo(Double.parseDouble(row[3]), within(1e-6));
        }
    }

    @Test
    void thresholdComesFromTheModel() {
        Comparison same = comparator.compare(TestModels.picture(0), TestModels.picture(0));
        assertThat(same.threshold()).isEqualTo(0.53);
        assertThat(same.same()).isTrue();
        assertThat(comparator.model()).isEqualTo("tiny");
        assertThat(comparator.selfScore()).hasValueCloseTo(same.score(), within(1e-6));
    }
}
