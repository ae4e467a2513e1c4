package io.github.siamese4j.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Image;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TwinOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares twins of other tools with their outputs in Python, for all pairs of four real pictures that have the size of
 * the input, so that only the preprocessing of values is compared.
 */
class OnnxTwinGoldenTest {

    private static final Path TWINS = Path.of("src/test/resources/golden/twins");

    /** A pair of pictures and the output of the twin in Python. */
    private record Pair(Path left, Path right, double output) {}

    @ParameterizedTest
    @CsvSource({
        "subabs, imagenet, SCORE, true",
        "half, imagenet, SCORE, true",
        "subabs, imagenet, DIFFERENCE, false",
        "cosine, imagenet, COSINE, false",
        "onebranch, imagenet, LOGIT, false",
        "onebranch-fixed, imagenet, LOGIT, false",
        "unshared, imagenet, SCORE, true",
        "ordered, imagenet, SCORE, true",
        "euclid, defaults, DISTANCE, true",
        "bytes, defaults, DISTANCE, true"
    })
    void givesTheScoresOfPython(String name, String preset, TwinOutput meaning, boolean found) throws IOException {
        OnnxOptions options = preset.equals("imagenet") ? OnnxOptions.imagenet() : OnnxOptions.defaults();
        List<Pair> pairs = pairs(name);

        try (SiameseComparator comparator = SiameseComparator.onnxTwin(
                TWINS.resolve(name + ".onnx"),
                found ? options : options.toBuilder().twinOutput(meaning).build())) {
            assertThat(pairs).hasSize(16);
            for (Pair pair : pairs) {
                double swapped = swapped(pairs, pair);
                double expected = (score(meaning, pair.output()) + score(meaning, swapped)) / 2;
                assertThat(comparator.similarity(pair.left(), pair.right()))
                        .isCloseTo(expected, within(1e-4))
                        .isEqualTo(comparator.similarity(pair.right(), pair.left()));
            }
            List<Image> images =
                    pairs.stream().map(pair -> Image.of(pair.left())).toList();
            assertThat(comparator.similarities(images.get(0), images)[15])
                    .isCloseTo(comparator.similarity(images.get(0), images.get(15)), within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cosine", "onebranch"})
    void asksForTheMeaningOfAnOutputThatDoesNotShowIt(String name) {
        Path twin = TWINS.resolve(name + ".onnx");

        assertThatThrownBy(() -> SiameseComparator.onnxTwin(twin, OnnxOptions.imagenet()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("score")
                .hasMessageContaining("logit")
                .hasMessageContaining("distance")
                .hasMessageContaining("cosine");
    }

    @Test
    void averagesBothOrdersOnlyIfTheyDiffer() throws IOException {
        assertThat(asymmetry("ordered")).isGreaterThan(1e-3);
        assertThat(asymmetry("subabs")).isZero();
    }

    /** Returns the largest difference between both orders in Python. */
    private static double asymmetry(String name) throws IOException {
        List<Pair> pairs = pairs(name);
        return pairs.stream()
                .mapToDouble(pair -> Math.abs(pair.output() - swapped(pairs, pair)))
                .max()
                .orElseThrow();
    }

    private static double swapped(List<Pair> pairs, Pair wanted) {
        return pairs.stream()
                .filter(pair ->
                        pair.left().equals(wanted.right()) && pair.right().equals(wanted.left()))
                .mapToDouble(Pair::output)
                .findFirst()
                .orElseThrow();
    }

    private static double score(TwinOutput meaning, double output) {
        return switch (meaning) {
            case SCORE -> output;
            case LOGIT -> 1 / (1 + Math.exp(-output));
            case DISTANCE -> 1 / (1 + output);
            case DIFFERENCE -> 1 - output;
            case COSINE -> (1 + output) / 2;
        };
    }

    private static List<Pair> pairs(String name) throws IOException {
        List<Pair> pairs = new ArrayList<>();
        for (String line : Files.readAllLines(TWINS.resolve("outputs.txt"))) {
            List<String> parts = List.of(line.split(" ", 4));
            if (parts.get(0).equals(name)) {
                Path pictures = TWINS.resolve("pictures");
                pairs.add(new Pair(
                        pictures.resolve(parts.get(1)),
                        pictures.resolve(parts.get(2)),
                        Double.parseDouble(parts.get(3))));
            }
        }
        return pairs;
    }
}
