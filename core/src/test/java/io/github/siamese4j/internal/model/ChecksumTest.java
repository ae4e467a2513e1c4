package io.github.siamese4j.internal.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.TestModels;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumTest {

    private static final byte[] MODEL = TestModels.bytes(TestModels.path("tiny").resolve("encoder.onnx"));

    /** Test vectors of FIPS 180-4. */
    @ParameterizedTest
    @CsvSource({
        "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    })
    void sha256IsThatOfTheStandard(String text, String digits) {
        ByteBuffer bytes = ByteBuffer.wrap(("x" + text).getBytes(US_ASCII)).position(1);
        assertThat(Checksum.sha256(bytes)).isEqualTo(digits);
        assertThat(bytes.position()).isEqualTo(1);
    }

    @Test
    void theEntryIsAMetadataFieldOfTheModel() {
        byte[] model = new ProtobufReader.Message().number(1, 8).toByteArray();
        ProtobufReader.Message entry = new ProtobufReader.Message()
                .text(1, "siamese4j.sha256")
                .text(2, Checksum.sha256(ByteBuffer.wrap(model)));
        assertThat(Checksum.entryFor(ByteBuffer.wrap(model)))
                .isEqualTo(new ProtobufReader.Message().message(14, entry).toByteArray())
                .hasSize(Checksum.LENGTH);
    }

    @Test
    void everyFlippedByteIsFound() {
        verify(MODEL);
        for (int i = 0; i < MODEL.length; i += 7) {
            byte[] damaged = MODEL.clone();
            damaged[i] ^= 0x10;
            assertRefused(damaged, "");
        }
    }

    @Test
    void truncatedModelsAreRefused() {
        for (int length : new int[] {0, 1, Checksum.LENGTH - 1, Checksum.LENGTH, MODEL.length / 2, MODEL.length - 1}) {
            assertRefused(Arrays.copyOf(MODEL, length), "does not end with its checksum");
        }
        byte[] longer = Arrays.copyOf(MODEL, MODEL.length + 1);
        assertRefused(longer, "does not end with its checksum");
        byte[] damaged = MODEL.clone();
        damaged[0] ^= 1;
        assertRefused(damaged, "checksum differs");
    }

    private static void assertRefused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> verify(bytes))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_INVALID))
                .hasMessageContaining("some.onnx")
                .hasMessageContaining(reason);
    }

    private static void verify(byte[] bytes) {
        Checksum.verify(new OnnxFile("some.onnx", ByteBuffer.wrap(bytes), Map.of(), 17));
    }
}
