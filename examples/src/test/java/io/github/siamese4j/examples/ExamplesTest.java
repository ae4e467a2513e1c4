package io.github.siamese4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Device;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {

    private static final Path MODEL = Path.of("models/omniglot-vgg16");
    private static final Path IMAGES = Path.of("images");

    @TempDir
    private Path folder;

    @Test
    void compareTwoImagesPrintsAScoreAndADecision() {
        assertThat(printed(() -> CompareTwoImages.main(arguments(MODEL, "alpha-1.png", "alpha-2.png"))))
                .matches("(?s)similarity [01]\\.\\d{4}, (same|different), on (CPU|CUDA:0)\\R");
    }

    @Test
    void theShippedModelTellsLettersApartSymmetrically() {
        RuntimeOptions options = RuntimeOptions.defaults().withDevice(Device.CPU);
        try (SiameseComparator comparator = SiameseComparator.load(MODEL, options)) {
            for (String letter : new String[] {"alpha", "beta", "bengali"}) {
                Path one = IMAGES.resolve(letter + "-1.png");
                Path two = IMAGES.resolve(letter + "-2.png");
                double same = comparator.similarity(one, two);
                assertThat(comparator.similarity(two, one)).isEqualTo(same);
                assertThat(comparator.similarity(one, one))
                        .isEqualTo(comparator.selfScore().orElseThrow());
                for (String other : new String[] {"alpha", "beta", "bengali"}) {
                    if (!other.equals(letter)) {
                        assertThat(same)
                                .as("%s beside %s", letter, other)
                                .isGreaterThan(comparator.similarity(one, IMAGES.resolve(other + "-2.png")));
                    }
                }
            }
        }
    }

    @Test
    void trainAndExportMakesAModelThatCompares() {
        String printed = printed(() -> {
            String[] arguments = {"data/omniglot-tiny", folder.toString(), "12"};
            TrainAndExport.main(arguments);
        });
        assertThat(printed).contains("similarity ");
        assertThat(folder.resolve("model/encoder.onnx")).isRegularFile();
        assertThat(folder.resolve("run/curves.png")).isRegularFile();
    }

    private static String[] arguments(Path model, String a, String b) {
        return new String[] {
            model.toString(), IMAGES.resolve(a).toString(), IMAGES.resolve(b).toString()
        };
    }

    private static String printed(Runnable program) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
