package io.github.siamese4j.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Image;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.Preprocessing.Interpolation;
import io.github.siamese4j.testing.GoldenImage;
import io.github.siamese4j.testing.Ppm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares fitted images with Pillow and textbook formulas, within one level. */
class FitGoldenTest {

    static List<Path> fits() throws IOException {
        try (Stream<Path> files = Files.list(GoldenImage.resources("/golden/fits"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("fits")
    void equalsPython(Path file) {
        Ppm expected = Ppm.read(file);
        String[] words = Objects.toString(file.getFileName()).split("-", -1);
        Preprocessing preprocessing = new Preprocessing(
                expected.width(), expected.height(), Fit.valueOf(words[0]), Interpolation.valueOf(words[1]), 0x808080);

        byte[] actual = GoldenImage.read(
                Image.of(GoldenImage.named("rgb8.png").file()), preprocessing, GoldenImage.ALL_FORMATS);

        assertThat(GoldenImage.largestDifference(actual, expected.rgb())).isLessThanOrEqualTo(1);
    }
}
