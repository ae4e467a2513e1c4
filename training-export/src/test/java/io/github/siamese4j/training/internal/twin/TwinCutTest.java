package io.github.siamese4j.training.internal.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cuts the twins that {@code make_twins.py} wrote. */
class TwinCutTest {

    private static final Path TWINS = Path.of("../core/src/test/resources/golden/twins");

    @ParameterizedTest
    @CsvSource({
        "subabs, linear, 16, Sub",
        "half, linear, 16, Sub",
        "cosine, div_1, 16, Mul",
        "euclid, model/embedding, 16, Sub",
        "bytes, model/embedding, 16, Sub",
        "ordered, linear, 16, Concat",
        "onebranch, linear, 16, Sub",
        "onebranch-fixed, linear, 16, Sub"
    })
    void cutsWhereTheComparisonBegins(String name, String place, long dimension, String first) throws IOException {
        TwinCut cut = TwinCut.find(read(name));

        assertThat(cut.place()).isEqualTo(place);
        assertThat(cut.dimension()).isEqualTo(dimension);
        assertThat(operators(cut.head())).contains(first).doesNotContain("Conv");
        assertThat(operators(cut.encoder())).filteredOn("Conv"::equals).hasSize(2);
        assertThat(cut.head().getGraph().getInputList()).hasSize(2);
        assertThat(cut.encoder().getGraph().getInputList()).hasSize(1);
    }

    @Test
    void namesTheFirstWeightsThatDiffer() throws IOException {
        ModelProto twin = read("unshared");

        assertThatThrownBy(() -> TwinCut.find(twin))
                .hasMessageContaining("NOT_SPLITTABLE")
                .hasMessageContaining("'trunk.conv1.weight' and 'other.conv1.weight' differ");
    }

    private static ModelProto read(String name) throws IOException {
        return ModelProto.parseFrom(Files.readAllBytes(TWINS.resolve(name + ".onnx")));
    }

    private static java.util.List<String> operators(ModelProto model) {
        return model.getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
    }
}
