package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
