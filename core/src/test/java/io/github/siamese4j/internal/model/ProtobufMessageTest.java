package io.github.siamese4j.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.TestModels;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtobufMessageTest {

    @Test
    void writesWhatTheOtherWriterWrites() {
        for (long number : new long[] {0, 1, 127, 128, 300, Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
            byte[] expected = new ProtobufReader.Message()
                    .number(1, number)
                    .text(200, "ä")
                    .message(3, new ProtobufReader.Message().number(1, number))
                    .toByteArray();
            ByteBuffer actual = new ProtobufMessage()
                    .number(1, number)
                    .text(200, "ä")
                    .message(3, new ProtobufMessage().number(1, number))
                    .encode();
            assertThat(actual).isEqualTo(ByteBuffer.wrap(expected));
            assertThat(ProtobufMessage.parse(actual).value(1, 5)).isEqualTo(number);
        }
    }

    @Test
    void aModelThatWasTakenApartIsTheSameAgain() throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(TestModels.path("../foreign/transformer.onnx")));
        ProtobufMessage model = ProtobufMessage.parse(file);
        model.mapMessages(7, graph -> graph.mapMessages(1, node -> node.mapMessages(5, each -> each)));
        assertThat(model.encode()).isEqualTo(file);
    }

    @Test
    void aModelAboveTwoGibibytesIsAModelError() {
        ByteBuffer mebibyte = ByteBuffer.allocate(1 << 20);
        ProtobufMessage graph = new ProtobufMessage();
        for (int i = 0; i < 2048; i++) {
            graph.bytes(5, mebibyte);
        }
        ProtobufMessage model = new ProtobufMessage().message(7, graph);
        assertThatThrownBy(() -> model.encode("large.onnx"))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_INVALID))
                .hasMessageContaining(
                        "large.onnx is larger than 2 GiB with its weights; export it with float16 weights");
    }

    @Test
    void packedAndSingleNumbersAreEqual() {
        ByteBuffer packed = ByteBuffer.wrap(new byte[] {3, (byte) 0xAC, 2});
        assertThat(new ProtobufMessage().number(8, 7).bytes(8, packed).numbers(8))
                .isEqualTo(List.of(7L, 3L, 300L));
    }

    @Test
    void changesReplaceFieldsInTheirPlace() {
        ProtobufMessage message =
                new ProtobufMessage().text(1, "a").number(2, 5).text(1, "b").text(3, "c");
        ProtobufMessage changed =
                message.copy().mapTexts(1, text -> text + text).remove(2);
        assertThat(changed.texts(1)).containsExactly("aa", "bb");
        assertThat(changed.has(2)).isFalse();
        assertThat(message.texts(1)).containsExactly("a", "b");
        assertThat(changed.encode())
                .isEqualTo(new ProtobufMessage()
                        .text(1, "aa")
                        .text(1, "bb")
                        .text(3, "c")
                        .encode());
    }

    @Test
    void refusesMalformedBytes() {
        assertThatThrownBy(() -> ProtobufMessage.parse(ByteBuffer.wrap(new byte[] {10, 5, 1})))
                .isInstanceOf(BufferUnderflowException.class);
        assertThatThrownBy(() -> ProtobufMessage.parse(ByteBuffer.wrap(new byte[] {11})))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
