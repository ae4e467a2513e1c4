package io.github.siamese4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.TestModels;
import io.github.siamese4j.internal.graph.EncoderAdapter;
import io.github.siamese4j.internal.graph.TwinAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapts models with single wrong bytes. Each is adapted, or refused as a model error. */
class MutatedModelTest {

    private static final int ROUNDS = 60;
    private static final int WIRE_TYPES = 6;

    @ParameterizedTest
    @ValueSource(strings = {"foreign/odd-twin.onnx", "foreign/odd-batch-of-2.onnx", "foreign/old.onnx"})
    void everyWireTypeOfEachByte(String file) throws IOException {
        byte[] model = Files.readAllBytes(TestModels.path("../" + file));
        for (int at = 0; at < Math.min(model.length, ROUNDS); at++) {
            for (int wire = 0; wire < WIRE_TYPES; wire++) {
                byte[] changed = model.clone();
                changed[at] = (byte) ((changed[at] & ~7) | wire);
                adapt(changed, file + " byte " + at + " wire type " + wire);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"foreign/nchw.onnx", "foreign/float16.onnx", "golden/twins/subabs.onnx"})
    void randomBytes(String file) throws IOException {
        byte[] model = Files.readAllBytes(TestModels.path("../" + file));
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] changed = model.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            adapt(changed, file + " seed " + seed);
        }
    }

    @Test
    void theModelsAreUsableUnchanged() throws IOException {
        byte[] model = Files.readAllBytes(TestModels.path("../foreign/old.onnx"));
        assertThat(refusal(
                        model,
                        OnnxOptions.defaults().toBuilder()
                                .pooling(OnnxOptions.Pooling.MEAN)
                                .build(),
                        false))
                .isEmpty();
    }

    private static void adapt(byte[] model, String description) {
        assertThatCode(() -> {
                    refusal(
                            model,
                            OnnxOptions.defaults().toBuilder()
                                    .pooling(OnnxOptions.Pooling.NONE)
                                    .build(),
                            false);
                    refusal(model, OnnxOptions.defaults(), true);
                })
                .as(description)
                .doesNotThrowAnyException();
    }

    private static String refusal(byte[] model, OnnxOptions options, boolean twin) {
        ModelSource source = ModelSource.of(Map.of("model.onnx", model));
        try {
            if (twin) {
                TwinAdapter.adapt(source, "model.onnx", options, 1);
            } else {
                EncoderAdapter.adapt(source, "model.onnx", options, 1);
            }
            return "";
        } catch (ModelException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
