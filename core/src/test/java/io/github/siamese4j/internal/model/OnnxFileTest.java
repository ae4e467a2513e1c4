package io.github.siamese4j.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.internal.model.ProtobufReader.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Field numbers are those of onnx.proto. */
class OnnxFileTest {

    private static final int GRAPH = 7;
    private static final int OPSET_IMPORT = 8;
    private static final int METADATA = 14;
    private static final int INITIALIZER = 5;
    private static final int DATA_LOCATION = 14;

    @TempDir
    private Path folder;

    @Test
    void readsMetadataAndTheStandardOperatorSet() throws IOException {
        byte[] bytes = new Message()
                .number(1, 8)
                .message(OPSET_IMPORT, new Message().text(1, "com.example").number(2, 99))
                .message(OPSET_IMPORT, new Message().text(1, "").number(2, 17))
                .message(METADATA, new Message().text(1, "key").text(2, "wert ü"))
                .message(METADATA, new Message().text(1, "empty"))
                .message(GRAPH, new Message().message(INITIALIZER, new Message().number(DATA_LOCATION, 0)))
                .toByteArray();
        OnnxFile file = read(bytes);
        assertThat(file.metadata()).isEqualTo(Map.of("key", "wert ü", "empty", ""));
        assertThat(file.opset()).isEqualTo(17);
        assertThat(file.bytes().isDirect()).isTrue();
        byte[] copy = new byte[file.bytes().remaining()];
        file.bytes().duplicate().get(copy);
        assertThat(copy).isEqualTo(bytes);
    }

    @Test
    void theStandardOperatorSetHasASecondName() throws IOException {
        assertThat(read(new Message()
                                .message(
                                        OPSET_IMPORT,
                                        new Message().text(1, "ai.onnx").number(2, 20))
                                .message(GRAPH, new Message())
                                .toByteArray())
                        .opset())
                .isEqualTo(20);
    }

    @Test
    void tensorsInOtherFilesAreRefused() {
        byte[] bytes = new Message()
                .message(GRAPH, new Message().message(INITIALIZER, new Message().number(DATA_LOCATION, 1)))
                .toByteArray();
        assertRefused(bytes, "other files");
    }

    @Test
    void aFileWithoutGraphIsRefused() {
        assertRefused(new Message().number(1, 8).toByteArray(), "holds no graph");
        assertRefused(new byte[0], "holds no graph");
    }

    @Test
    void everyTruncationInsideAFieldIsRefused() {
        Message graph = new Message().message(INITIALIZER, new Message().bytes(9, new byte[40]));
        byte[] bytes = new Message()
                .message(METADATA, new Message().text(1, "key").text(2, "value"))
                .message(GRAPH, graph)
                .toByteArray();
        for (int length = 0; length < bytes.length; length++) {
            assertRefused(Arrays.copyOf(bytes, length), "");
        }
    }

    @Test
    void whatIsNoFileIsRefused() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("directory.onnx"));
        assertThatThrownBy(() -> OnnxFile.read(ModelSource.of(folder), "directory.onnx"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(directory.toString());
        assertThatThrownBy(() -> OnnxFile.read(ModelSource.of(folder), "none.onnx"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("none.onnx");
    }

    private OnnxFile read(byte[] bytes) throws IOException {
        Files.write(folder.resolve("some.onnx"), bytes);
        return OnnxFile.read(ModelSource.of(folder), "some.onnx");
    }

    private void assertRefused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_INVALID))
                .hasMessageContaining("some.onnx")
                .hasMessageContaining(reason);
    }
}
