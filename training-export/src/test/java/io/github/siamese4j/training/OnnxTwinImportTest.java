package io.github.siamese4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Image;
import io.github.siamese4j.Metric;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TwinOutput;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.training.OnnxTwinImport.Imported;
import io.github.siamese4j.training.OnnxTwinImport.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Imports the twins that {@code make_twins.py} wrote and compares the models with the outputs in Python. */
class OnnxTwinImportTest {

    private static final Path TWINS = Path.of("../core/src/test/resources/golden/twins");
    private static final Path PICTURES = TWINS.resolve("pictures");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "subabs, imagenet, SCORE, true",
        "half, imagenet, SCORE, true",
        "cosine, imagenet, COSINE, true",
        "onebranch, imagenet, LOGIT, true",
        "onebranch-fixed, imagenet, LOGIT, true",
        "ordered, imagenet, SCORE, true",
        "euclid, defaults, DISTANCE, true",
        "bytes, defaults, DISTANCE, true",
        "unshared, imagenet, SCORE, false",
        "cosine, imagenet, COSINE, false",
        "bytes, defaults, DISTANCE, false"
    })
    void theModelGivesTheScoresOfPython(String name, String preset, TwinOutput meaning, boolean split)
            throws IOException {
        OnnxOptions onnx = preset.equals("imagenet") ? OnnxOptions.imagenet() : OnnxOptions.defaults();
        Settings settings =
                new Settings(name, onnx.toBuilder().twinOutput(meaning).build(), Optional.of(PICTURES));
        Path model = folder.resolve(name);
        Path file = TWINS.resolve(name + ".onnx");

        Imported imported =
                split ? OnnxTwinImport.split(file, model, settings) : OnnxTwinImport.write(file, model, settings);

        assertThat(imported.dimension()).isEqualTo(split ? 16 : 32 * 32 * 3);
        assertThat(imported.output()).isEqualTo(meaning);
        assertThat(imported.metric())
                .isEqualTo(split && name.equals("cosine") ? Optional.of(Metric.COSINE) : Optional.empty());
        assertThat(Files.readString(model.resolve("MODEL_CARD.md"))).contains(name + ".onnx");
        Map<List<String>, Double> outputs = outputs(name);
        assertThat(outputs).hasSize(16);
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            assertThat(comparator.model()).isEqualTo(name);
            outputs.forEach((pair, output) -> {
                Path left = PICTURES.resolve(pair.get(0));
                Path right = PICTURES.resolve(pair.get(1));
                double swapped = outputs.getOrDefault(List.of(pair.get(1), pair.get(0)), Double.NaN);
                double expected = (score(meaning, output) + score(meaning, swapped)) / 2;
                assertThat(comparator.similarity(left, right))
                        .isCloseTo(expected, within(1e-4))
                        .isEqualTo(comparator.similarity(right, left));
            });
        }
    }

    @Test
    void aGalleryOfASplitTwinFindsTheSamePicture() {
        Path model = folder.resolve("model");
        OnnxTwinImport.split(
                TWINS.resolve("euclid.onnx"), model, new Settings("euclid", OnnxOptions.defaults(), Optional.empty()));

        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            Gallery gallery = Gallery.of(comparator);
            for (String picture : List.of("dress-1", "dress-2", "pants-3", "skirt-4")) {
                gallery.add(new Entry(picture, picture, ""), Image.of(PICTURES.resolve(picture + ".png")));
            }
            assertThat(gallery.search(Image.of(PICTURES.resolve("pants-3.png")), 2)
                            .get(0)
                            .entry()
                            .id())
                    .isEqualTo("pants-3");
        }
    }

    @Test
    void aTwinThatCannotBeSplitLeavesNothingBehind() {
        Path model = folder.resolve("model");
        Settings settings = new Settings("unshared", OnnxOptions.imagenet(), Optional.empty());

        assertThatThrownBy(() -> OnnxTwinImport.split(TWINS.resolve("unshared.onnx"), model, settings))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("NOT_SPLITTABLE")
                .hasMessageContaining("other.conv1.weight");
        assertThat(model).doesNotExist();
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

    private static Map<List<String>, Double> outputs(String name) throws IOException {
        Map<List<String>, Double> outputs = new HashMap<>();
        for (String line : Files.readAllLines(TWINS.resolve("outputs.txt"))) {
            List<String> parts = List.of(line.split(" ", 4));
            if (parts.get(0).equals(name)) {
                outputs.put(parts.subList(1, 3), Double.parseDouble(parts.get(3)));
            }
        }
        return outputs;
    }
}
