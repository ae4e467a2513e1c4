package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitCommandTest {

    private static final Path TWINS = Path.of("../core/src/test/resources/golden/twins");

    @TempDir
    private Path folder;

    private ConsoleRun split(String name, String... more) {
        return run("split", name, more);
    }

    private ConsoleRun run(String command, String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                command,
                TWINS.resolve(name + ".onnx").toString(),
                "--out",
                folder.resolve("model").toString()));
        arguments.addAll(Arrays.asList(more));
        return ConsoleRun.of(arguments.toArray(String[]::new));
    }

    @Test
    void writesAModelThatCompares() {
        ConsoleRun split = split("subabs", "--preset", "imagenet");

        assertThat(split.code()).as(split.errors()).isZero();
        assertThat(split.out()).contains("split at 'linear' into embeddings of 16 values and a scorer");
        ConsoleRun compare = ConsoleRun.of(
                "compare",
                TWINS.resolve("pictures/dress-1.png").toString(),
                TWINS.resolve("pictures/skirt-4.png").toString(),
                "--model",
                folder.resolve("model").toString());
        assertThat(compare.code()).as(compare.errors()).isZero();
    }

    @Test
    void usesAMetricThatGivesTheSameScores() {
        ConsoleRun split = split("cosine", "--preset", "imagenet", "--twin-output", "cosine", "--json");

        assertThat(split.code()).as(split.errors()).isZero();
        assertThat(split.out()).contains("\"scorer\":\"cosine\"").contains("\"split\":true");
        assertThat(folder.resolve("model/scorer.onnx")).doesNotExist();
    }

    /** The file itself, and a scorer of another tool that the model would have no use for. */
    @ParameterizedTest
    @CsvSource({
        "split, subabs, encoder.onnx",
        "split, subabs, scorer.onnx",
        "import-onnx, ordered, encoder.onnx",
        "import-onnx, ordered, scorer.onnx"
    })
    void keepsForeignFilesInTheTarget(String command, String twin, String name) throws IOException {
        Path source = TWINS.resolve(twin + ".onnx");
        Path model = Files.createDirectories(folder.resolve("model"));
        Path own = Files.copy(source, model.resolve(name));
        ConsoleRun other = run(command, twin, "--preset", "imagenet");
        assertThat(other.code()).as(other.errors()).isEqualTo(Failures.TRAINING);
        assertThat(other.errors()).startsWith("TARGET_OCCUPIED").contains(name, "siamese4j did not write it");
        ConsoleRun same = ConsoleRun.of(command, own.toString(), "--out", model.toString(), "--preset", "imagenet");
        assertThat(same.code()).as(same.errors()).isEqualTo(Failures.TRAINING);
        assertThat(same.errors()).startsWith("TARGET_OCCUPIED").contains("would be lost");
        assertThat(own).hasSameBinaryContentAs(source);
    }

    @Test
    void saysWhyATwinCannotBeSplit() {
        ConsoleRun split = split("unshared");

        assertThat(split.code()).isEqualTo(Failures.TRAINING);
        assertThat(split.errors()).contains("'trunk.conv1.weight' and 'other.conv1.weight' differ");
    }

    @Test
    void asksForTheMeaningOfTheOutput() {
        ConsoleRun split = split("cosine");

        assertThat(split.code()).isEqualTo(Failures.MODEL);
        assertThat(split.errors()).contains("score").contains("logit").contains("distance");
    }

    @Test
    void importOnnxWritesATwinAsItIs() {
        ConsoleRun imported = run("import-onnx", "ordered", "--preset", "imagenet");

        assertThat(imported.code()).as(imported.errors()).isZero();
        assertThat(imported.out()).contains("run whole for each pair").contains("the model averages both");
        assertThat(folder.resolve("model/scorer.onnx")).exists();
    }
}
