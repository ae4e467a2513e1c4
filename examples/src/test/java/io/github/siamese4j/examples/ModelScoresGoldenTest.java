package io.github.siamese4j.examples;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.SiameseComparator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the scores of 200 fixed pairs under each shipped model with those of the first build (commit 3676278, ONNX
 * Runtime 1.29.0, AVX-512). The file holds the exact values: on that kind of CPU the scores are equal to the last
 * digit. Other instruction sets round float32 sums differently, hence the tolerance.
 */
class ModelScoresGoldenTest {

    private static final Path EXAMPLES = Path.of("").toAbsolutePath();
    private static final double TOLERANCE = 1e-4;

    @ParameterizedTest
    @ValueSource(strings = {"omniglot-vgg16", "omniglot-light"})
    void scoresAreThoseOfTheFirstBuild(String model) throws IOException {
        List<String[]> rows = rows(model);
        assertThat(rows).hasSize(200);
        Path data = EXAMPLES.resolve("data/omniglot-tiny");
        try (SiameseComparator comparator =
                SiameseComparator.load(EXAMPLES.resolve("models").resolve(model))) {
            for (String[] row : rows) {
                assertThat(comparator.similarity(data.resolve(row[1]), data.resolve(row[2])))
                        .as("%s and %s", row[1], row[2])
                        .isCloseTo(Double.parseDouble(row[3]), within(TOLERANCE));
            }
        }
    }

    private static List<String[]> rows(String model) throws IOException {
        try (InputStream in =
                requireNonNull(ModelScoresGoldenTest.class.getResourceAsStream("/golden/model-scores.csv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(","))
                    .filter(row -> row[0].equals(model))
                    .toList();
        }
    }
}
