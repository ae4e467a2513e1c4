package io.github.siamese4j.internal.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Byte sequences are those of the protobuf encoding guide and of the definition of base-128 varints. */
class ProtobufReaderTest {

    @ParameterizedTest
    @CsvSource({
        "00, 0",
        "01, 1",
        "7f, 127",
        "8001, 128",
        "9601, 150",
        "ac02, 300",
        "ffffffff07, 2147483647",
        "ffffffffffffffff7f, 9223372036854775807",
        "ffffffffffffffffff01, -1",
        "80808080808080808001, -9223372036854775808",
        "8000, 0"
    })
    void readsVarints(String bytes, long value) {
        ByteBuffer in = hex(bytes);
        assertThat(ProtobufReader.varint(in)).isEqualTo(value);
        assertThat(in.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 150, 089601", "2, 0, 1000", "16, 1, 800101", "3, -1, 18ffffffffffffffffff01"})
    void writesNumbers(int field, long value, String bytes) {
        assertThat(new ProtobufReader.Message().number(field, value).toByteArray())
                .isEqualTo(HexFormat.of().parseHex(bytes));
    }

    @Test
    void writesTextAndMessages() {
        ProtobufReader.Message inner = new ProtobufReader.Message().number(1, 150);
        assertThat(new ProtobufReader.Message().text(2, "testing").toByteArray())
                .isEqualTo(HexFormat.of().parseHex("120774657374696e67"));
        assertThat(new ProtobufReader.Message().message(3, inner).toByteArray())
                .isEqualTo(HexFormat.of().parseHex("1a03089601"));
    }

    @Test
    void readsFieldsAndSkipsOthers() {
        // 1: varint 150; 4: fixed64; 5: fixed32; 6: bytes of 3; 2: "testing"
        ByteBuffer in = hex("089601" + "210102030405060708" + "2d01020304" + "3203aabbcc" + "120774657374696e67");
        String text = "";
        int fields = 0;
        while (in.hasRemaining()) {
            long tag = ProtobufReader.varint(in);
            fields++;
            if (ProtobufReader.field(tag) == 2) {
                text = UTF_8.decode(ProtobufReader.nested(tag, in)).toString();
            } else {
                ProtobufReader.skip(tag, in);
            }
        }
        assertThat(fields).isEqualTo(5);
        assertThat(text).isEqualTo("testing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "ffffffffff", "0a", "0a05aabb", "0affffffff0f", "0affffffffffffffffff01"})
    void truncatedInputIsAnUnderflow(String bytes) {
        ByteBuffer in = hex(bytes);
        assertThatThrownBy(() -> ProtobufReader.nested(ProtobufReader.varint(in), in))
                .isInstanceOf(BufferUnderflowException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"09010203", "0d0102", "08", "12"})
    void skippingBeyondTheEndIsRefused(String bytes) {
        ByteBuffer in = hex(bytes);
        assertThatThrownBy(() -> ProtobufReader.skip(ProtobufReader.varint(in), in))
                .isInstanceOfAny(BufferUnderflowException.class, IllegalArgumentException.class);
    }

    @Test
    void otherEncodingsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProtobufReader.varint(hex("ffffffffffffffffffff01")))
                .withMessageContaining("ten bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> ProtobufReader.skip(3, hex("00")));
        assertThatIllegalArgumentException().isThrownBy(() -> ProtobufReader.skip(7, hex("00")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProtobufReader.nested(8, hex("00")))
                .withMessageContaining("field 1");
    }

    private static ByteBuffer hex(String bytes) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(bytes));
    }
}
