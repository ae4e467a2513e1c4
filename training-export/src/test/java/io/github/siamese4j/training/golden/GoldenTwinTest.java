package io.github.siamese4j.training.golden;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.training.WeightStorage;
import io.github.siamese4j.training.internal.export.ImageGraph;
import io.github.siamese4j.training.internal.export.ModelDescription;
import io.github.siamese4j.training.internal.export.TwinExport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Compares exported networks with PyTorch in float64. The model directories stay under {@code target/golden-models} for
 * {@code check_model.py}.
 */
class GoldenTwinTest {

    /** Relative to the largest value for embeddings; absolute for scores. */
    private static final double TOLERANCE = 1e-5;

    @Test
    void lightTwinWithFoldedNormalization() throws Exception {
        compare("light-twin", FormulaTwin.light());
    }

    @Test
    void vgg16() throws Exception {
        compare("vgg16-twin", FormulaTwin.vgg16());
    }

    private static void compare(String name, ImageGraph twin) throws IOException, OrtException {
        Path directory = Path.of("target", "golden-models", name);
        ModelDescription description = new ModelDescription(
                name, Preprocessing.letterbox(twin.width(), twin.height()), 0.5, Map.of(), "# " + name + "\n");
        TwinExport.check(twin, new PlainTwin(twin), WeightStorage.FLOAT32).writeTo(directory, description);

        byte[][] pictures = FormulaTwin.pictures(twin.height(), twin.width());
        try (WrittenModel model = new WrittenModel(directory)) {
            float[][] embeddings = model.embed(pictures, twin.height(), twin.width());
            double largest = 1;
            int compared = 0;
            for (String[] line : golden(name)) {
                switch (line[0]) {
                    case "length" -> assertThat(embeddings[0]).hasSize(Integer.parseInt(line[1]));
                    case "norm" -> {
                        double expected = Double.parseDouble(line[2]);
                        assertThat(norm(embeddings[Integer.parseInt(line[1])]))
                                .as("norm of picture %s", line[1])
                                .isCloseTo(expected, within(TOLERANCE * expected));
                    }
                    case "largest" -> largest = Double.parseDouble(line[2]);
                    case "value" ->
                        assertThat((double) embeddings[Integer.parseInt(line[1])][Integer.parseInt(line[2])])
                                .as("picture %s, value %s", line[1], line[2])
                                .isCloseTo(Double.parseDouble(line[3]), within(TOLERANCE * largest));
                    case "score" -> {
                        float[][] left = {embeddings[Integer.parseInt(line[1])]};
                        float[][] right = {embeddings[Integer.parseInt(line[2])]};
                        assertThat((double) model.score(left, right)[0])
                                .as("score of pictures %s and %s", line[1], line[2])
                                .isCloseTo(Double.parseDouble(line[3]), within(TOLERANCE));
                    }
                    default -> throw new AssertionError("unknown line: " + String.join(" ", line));
                }
                compared++;
            }
            assertThat(compared).isEqualTo(1 + pictures.length * (2 + 64) + 21);
        }
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    private static List<String[]> golden(String name) throws IOException {
        try (InputStream in =
                requireNonNull(GoldenTwinTest.class.getResourceAsStream("/golden/" + name + ".txt"), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" ", -1))
                    .toList();
        }
    }
}
