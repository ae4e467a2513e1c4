package io.github.siamese4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that must not load, and the reasons given. */
class ModelFaultTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "input-name, MODEL_INVALID, expected input image",
        "output-name, MODEL_INVALID, expected output embedding",
        "input-type, MODEL_INVALID, uint8",
        "input-layout, MODEL_INVALID, channels: 8",
        "other-encoder, MODEL_MISMATCH, belongs to encoder 0000",
        "other-dimension, MODEL_MISMATCH, takes 17",
        "format-2, MODEL_VERSION, reads format 1",
        "no-format, MODEL_INVALID, siamese4j.format",
        "no-checksum, MODEL_INVALID, checksum",
        "bad-threshold, MODEL_INVALID, threshold",
        "bad-fit, MODEL_INVALID, letterbox",
        "bad-padding, MODEL_INVALID, #rrggbb",
        "opset-99, MODEL_VERSION, operator set 99",
        "external-data, MODEL_INVALID, other files",
        "bad-input, MODEL_INVALID, image or features",
        "features-graph, MODEL_INVALID, expected input features",
        "features-text, MODEL_INVALID, reads hog-glcm/1",
        "features-length, MODEL_MISMATCH, takes vectors of 6 features"
    })
    void isRefusedWithItsReason(String fault, ErrorCode code, String reason) {
        Path model = TestModels.path("fault/" + fault);
        assertThatThrownBy(() -> SiameseComparator.load(model, TestModels.onProcessor()))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(reason);
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Path nowhere = folder.resolve("nowhere");
        assertInvalid(nowhere, nowhere.toString());
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        copyTiny();
        Files.delete(folder.resolve("scorer.onnx"));
        assertInvalid(folder, "scorer.onnx");
        Files.delete(folder.resolve("encoder.onnx"));
        assertInvalid(folder, "encoder.onnx");
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        copyTiny();
        byte[] whole = TestModels.bytes(folder.resolve("encoder.onnx"));
        for (int length = 0; length < whole.length; length += 13) {
            Files.write(folder.resolve("encoder.onnx"), java.util.Arrays.copyOf(whole, length));
            assertInvalid(folder, "encoder.onnx");
        }
    }

    @Test
    void aFlippedBitAnywhereIsRefused() throws IOException {
        copyTiny();
        byte[] whole = TestModels.bytes(folder.resolve("scorer.onnx"));
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            byte[] flipped = whole.clone();
            int position = random.nextInt(flipped.length);
            flipped[position] ^= (byte) (1 << random.nextInt(8));
            Files.write(folder.resolve("scorer.onnx"), flipped);
            assertInvalid(folder, "scorer.onnx");
        }
    }

    @Test
    void withoutAThresholdTheMiddleIsTaken() {
        try (SiameseComparator comparator =
                SiameseComparator.load(TestModels.path("tiny-no-threshold"), TestModels.onProcessor())) {
            assertThat(comparator.threshold()).isEqualTo(0.5);
        }
    }

    private void copyTiny() throws IOException {
        for (String file : new String[] {"encoder.onnx", "scorer.onnx"}) {
            Files.copy(TestModels.path("tiny/" + file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void assertInvalid(Path model, String named) {
        assertThatThrownBy(() -> SiameseComparator.load(model, TestModels.onProcessor()))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_INVALID))
                .hasMessageContaining(named);
    }
}
