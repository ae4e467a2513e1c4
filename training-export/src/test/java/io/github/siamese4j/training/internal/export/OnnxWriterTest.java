package io.github.siamese4j.training.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.WeightStorage;
import io.github.siamese4j.training.golden.FormulaTwin;
import io.github.siamese4j.training.golden.PlainTwin;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxWriterTest {

    private static final ImageGraph LIGHT = FormulaTwin.light();
    private static final byte[][] PICTURES = FormulaTwin.pictures(LIGHT.height(), LIGHT.width());

    @ParameterizedTest
    @EnumSource
    void constantsAreNoInputsAndLieInTheFile(WeightStorage storage) {
        for (GraphProto graph : List.of(OnnxWriter.encoder(LIGHT, storage), scorer(LIGHT, storage))) {
            assertThat(graph.getInitializerList())
                    .isNotEmpty()
                    .extracting(TensorProto::getName)
                    .doesNotContainAnyElementsOf(graph.getInputList().stream()
                            .map(ValueInfoProto::getName)
                            .toList());
            assertThat(graph.getInitializerList())
                    .allSatisfy(
                            tensor -> assertThat(tensor.getDataLocation()).isEqualTo(TensorProto.DataLocation.DEFAULT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void sameNetworkSameBytes(WeightStorage storage) {
        assertThat(OnnxWriter.encoder(FormulaTwin.light(), storage).toByteString())
                .isEqualTo(OnnxWriter.encoder(LIGHT, storage).toByteString());
        assertThat(scorer(FormulaTwin.light(), storage).toByteString())
                .isEqualTo(scorer(LIGHT, storage).toByteString());
    }

    @Test
    void anOffsetOfZeroIsNotAdded() {
        ImageGraph unit = new ImageGraph(
                LIGHT.height(), LIGHT.width(), InputScaling.UNIT, LIGHT.blocks(), Optional.empty(), LIGHT.head());
        assertThat(operators(OnnxWriter.encoder(unit, WeightStorage.FLOAT32))).doesNotContain("Add");
        assertThat(operators(OnnxWriter.encoder(LIGHT, WeightStorage.FLOAT32)))
                .startsWith("Cast", "Mul", "Add", "Transpose", "Conv", "Relu", "MaxPool");
    }

    @ParameterizedTest
    @EnumSource
    void scoresAreSymmetricToTheLastBit(WeightStorage storage) {
        try (ExportedNetwork<byte[]> session = open(storage)) {
            float[][] left = session.embed(PICTURES);
            float[][] right = {left[3], left[0], left[4], left[5], left[2], left[1]};
            assertThat(session.score(left, right)).isEqualTo(session.score(right, left));
        }
    }

    @ParameterizedTest
    @EnumSource
    void storedWeightsComputeNearlyTheSame(WeightStorage storage) {
        float[][] expected = new PlainTwin(LIGHT).embed(PICTURES);
        double tolerance = switch (storage) {
            case FLOAT32 -> 1e-5;
            case FLOAT16 -> 1e-2;
            case INT8 -> 1e-1;
        };
        try (ExportedNetwork<byte[]> session = open(storage)) {
            float[][] actual = session.embed(PICTURES);
            for (int i = 0; i < actual.length; i++) {
                for (int d = 0; d < actual[i].length; d++) {
                    assertThat(actual[i][d]).isCloseTo(expected[i][d], within((float) tolerance));
                }
            }
        }
    }

    @Test
    void compactStorageShrinksAllButTheEnds() {
        assertThat(types(OnnxWriter.encoder(LIGHT, WeightStorage.INT8), "weight"))
                .containsOnly(TensorProto.DataType.FLOAT.getNumber())
                .hasSize(1);
        assertThat(types(OnnxWriter.encoder(LIGHT, WeightStorage.INT8), "int8")).hasSize(5);
        assertThat(types(scorer(LIGHT, WeightStorage.FLOAT16), "float16"))
                .containsExactly(TensorProto.DataType.FLOAT16.getNumber());
    }

    @Test
    void halvesHoldRepresentableWeightsExactly() {
        float[] weights = {1, -0.5f, 0x1p-24f, 65504, -0f, 1365 / 4096f};
        GraphBuilder graph = new GraphBuilder("halves");
        graph.weights("w", weights, WeightStorage.FLOAT16, 2, 3);
        byte[] raw = graph.build().getInitializer(0).getRawData().toByteArray();
        assertThat(raw)
                .isEqualTo(new byte[] {0, 0x3C, 0, (byte) 0xB8, 1, 0, (byte) 0xFF, 0x7B, 0, (byte) 0x80, 0x55, 0x35});
    }

    @Test
    void refusesWeightsThatHalvesCannotHold() {
        GraphBuilder graph = new GraphBuilder("halves");
        assertThatThrownBy(() -> graph.weights("w", new float[] {1, 65520}, WeightStorage.FLOAT16, 2, 1))
                .isInstanceOfSatisfying(
                        TrainingException.class,
                        e -> assertThat(e.code()).isEqualTo(TrainingException.Code.WEIGHTS_OUT_OF_RANGE))
                .hasMessageContaining("[1] is 65520.0");
    }

    private static ExportedNetwork<byte[]> open(WeightStorage storage) {
        return ExportedNetwork.open(LIGHT, LIGHT.encoder(storage), LIGHT.scorer(storage));
    }

    private static List<String> operators(GraphProto graph) {
        return graph.getNodeList().stream().map(NodeProto::getOpType).toList();
    }

    private static List<Integer> types(GraphProto graph, String suffix) {
        return graph.getInitializerList().stream()
                .filter(tensor -> tensor.getName().endsWith("." + suffix))
                .map(TensorProto::getDataType)
                .toList();
    }

    private static GraphProto scorer(ImageGraph twin, WeightStorage storage) {
        return twin.scorer(storage).orElseThrow();
    }
}
