package io.github.siamese4j.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Image;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.features.FeatureDescription.Glcm;
import io.github.siamese4j.testing.GoldenImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Compares texture features with scikit-image. {@code src/test/python/golden_features.py} wrote images and values. */
class GlcmGoldenTest {

    private static final Path GOLDEN = GoldenImage.resources("/golden/features");

    @Test
    void equalsTheReference() throws IOException {
        List<String[]> rows = Files.readAllLines(GOLDEN.resolve("glcm.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" "))
                .toList();
        assertThat(rows).hasSize(5 * 4 * 5 * 4);
        for (String[] row : rows) {
            Glcm glcm = new Glcm(
                    Integer.parseInt(row[1]), List.of(Integer.parseInt(row[2])), List.of(Integer.parseInt(row[3])));
            double[] expected =
                    Arrays.stream(row, 4, 10).mapToDouble(Double::parseDouble).toArray();
            float[] values = extract(GOLDEN.resolve(row[0] + ".png"), glcm);
            assertThat(values).hasSameSizeAs(expected);
            for (int i = 0; i < expected.length; i++) {
                // Contrast reaches 65,025, and float32 has seven digits.
                double tolerance = 1e-6 * Math.max(1, Math.abs(expected[i]) / 10);
                assertThat((double) values[i])
                        .as("%s, value %d", String.join(" ", row), i)
                        .isCloseTo(expected[i], within(tolerance));
            }
        }
    }

    @Test
    void theValuesComeByDistanceThenAngle() throws IOException {
        Path file = GOLDEN.resolve("waves.png");
        float[] together = extract(file, new Glcm(16, List.of(3, 1), List.of(90, 0, 135)));
        int at = 0;
        for (int distance : List.of(3, 1)) {
            for (int angle : List.of(90, 0, 135)) {
                float[] alone = extract(file, new Glcm(16, List.of(distance), List.of(angle)));
                assertThat(Arrays.copyOfRange(together, at, at + 6)).isEqualTo(alone);
                at += 6;
            }
        }
        assertThat(together).hasSize(at);
    }

    private static float[] extract(Path file, Glcm glcm) throws IOException {
        var picture = ImageIO.read(file.toFile());
        FeatureDescription description = new FeatureDescription(
                Preprocessing.letterbox(picture.getWidth(), picture.getHeight()), Optional.empty(), Optional.of(glcm));
        return new FeatureExtractor(description).extract(Image.of(file));
    }
}
