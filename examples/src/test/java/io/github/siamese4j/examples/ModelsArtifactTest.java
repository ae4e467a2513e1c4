package io.github.siamese4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Device;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The artifact siamese4j-models holds every shipped model. */
class ModelsArtifactTest {

    private static final String FOLDER = "io/github/siamese4j/models/";
    private static final RuntimeOptions OPTIONS = RuntimeOptions.defaults().withDevice(Device.CPU);

    static List<Path> models() throws IOException {
        try (Stream<Path> children = Files.list(Path.of("models"))) {
            return children.filter(Files::isDirectory).toList();
        }
    }

    @Test
    void everyFolderIsAModel() throws IOException {
        assertThat(models())
                .isNotEmpty()
                .allSatisfy(model -> assertThat(model.resolve("encoder.onnx")).isRegularFile());
    }

    @ParameterizedTest
    @MethodSource("models")
    void isTheModelOfTheDirectory(Path directory) throws IOException {
        Path a = Path.of("images/beta-1.png");
        Path b = Path.of("images/beta-2.png");
        try (SiameseComparator expected = SiameseComparator.load(directory, OPTIONS);
                SiameseComparator found =
                        SiameseComparator.load(ModelSource.classpath(FOLDER + directory.getFileName()), OPTIONS)) {
            assertThat(found.compare(a, b)).isEqualTo(expected.compare(a, b));
            assertThat(found.model()).isEqualTo(expected.model());
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void holdsEveryFileOfTheDirectory(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name =
                        FOLDER + Path.of("models").relativize(file).toString().replace('\\', '/');
                assertThat(getClass().getClassLoader().getResource(name))
                        .as(name)
                        .isNotNull();
            }
        }
    }
}
