package io.github.siamese4j.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import io.github.siamese4j.TwinOutput;
import io.github.siamese4j.internal.model.ProtobufMessage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adapts the twins that {@code make_twins.py} wrote. */
class TwinAdapterTest {

    private static final ModelSource TWINS = ModelSource.of(TestModels.path("../golden/twins"));

    private static TwinGraph adapt(String name, OnnxOptions options) {
        return TwinAdapter.adapt(TWINS, name + ".onnx", options);
    }

    @ParameterizedTest
    @CsvSource({"subabs, SCORE", "half, SCORE", "euclid, DISTANCE", "bytes, DISTANCE"})
    void findsTheMeaningByTheLastNode(String name, TwinOutput meaning) {
        assertThat(adapt(name, OnnxOptions.defaults()).scorer().meaning()).isEqualTo(meaning);
    }

    @Test
    void computesBothOrdersOnlyIfTheyDiffer() {
        ScorerGraph symmetric = adapt("subabs", OnnxOptions.defaults()).scorer();
        ScorerGraph ordered = adapt("ordered", OnnxOptions.defaults()).scorer();

        assertThat(symmetric.orderDifference()).isZero();
        assertThat(operators(symmetric)).doesNotContain("siamese4j/pairs/sum");
        assertThat(ordered.orderDifference()).isGreaterThan(1e-3);
        assertThat(operators(ordered)).contains("siamese4j/pairs/sum");
    }

    private static List<String> operators(ScorerGraph scorer) {
        return scorer.model().messages(Onnx.MODEL_GRAPH).get(0).messages(Onnx.GRAPH_NODE).stream()
                .map(node -> node.text(Onnx.NODE_NAME))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"subabs, true", "onebranch, true", "cosine, false", "onebranch-fixed, false"})
    void aBatchOfOneInTheGraphBecomesALoop(String name, boolean batches) {
        OnnxOptions options =
                OnnxOptions.defaults().toBuilder().twinOutput(TwinOutput.LOGIT).build();

        assertThat(adapt(name, options).scorer().batches()).isEqualTo(batches);
    }

    @Test
    void theEncoderReturnsPixels() {
        TwinGraph twin = adapt("euclid", OnnxOptions.defaults());

        assertThat(twin.scorer().dimension()).isEqualTo(32 * 32 * 3);
        assertThat(twin.id())
                .hasSize(64)
                .isEqualTo(adapt("bytes", OnnxOptions.defaults()).id());
    }

    @Test
    void anEncoderIsNoTwin() {
        ModelSource encoders = ModelSource.of(TestModels.path("../foreign"));

        assertThatThrownBy(() -> TwinAdapter.adapt(encoders, "nchw.onnx", OnnxOptions.defaults()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("Encoder.onnx")
                .extracting(e -> ((ModelException) e).code())
                .isEqualTo(ErrorCode.MODEL_MISMATCH);
    }

    @Test
    void aTwinThatIgnoresAnImageIsRefused() {
        ModelSource folder = ModelSource.of(TestModels.path("../foreign"));

        assertThatThrownBy(() -> TwinAdapter.adapt(folder, "odd-one-eyed-twin.onnx", OnnxOptions.defaults()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("'y' does not depend on the input 'b'")
                .extracting(e -> ((ModelException) e).code())
                .isEqualTo(ErrorCode.MODEL_MISMATCH);
    }

    @Test
    void aTwinWithTwoOutputsAsksForTheScore() {
        assertThatThrownBy(() -> adapt(pairs(-1, "score", "difference"), OnnxOptions.defaults()))
                .hasMessageContaining("has 2 outputs; name the one with the score (output): score");
    }

    @Test
    void aTwinForTwoPairsAtOnceIsRefused() {
        assertThatThrownBy(() -> adapt(pairs(2, "score"), OnnxOptions.defaults()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("takes batches of exactly 2 pairs; export it with a batch of 1")
                .extracting(e -> ((ModelException) e).code())
                .isEqualTo(ErrorCode.MODEL_MISMATCH);
    }

    private static TwinGraph adapt(ModelSource source, OnnxOptions options) {
        return TwinAdapter.adapt(source, "pairs.onnx", options);
    }

    /** Returns a twin for a batch of the given size, which it needs. */
    private static ModelSource pairs(long batch, String... outputs) {
        GraphBuilder builder = new GraphBuilder();
        for (String side : List.of("a", "b")) {
            builder.node("Reshape", side + "_rows", List.of(side, builder.longs(side + "_shape", batch, 72)));
        }
        builder.node("Sub", "difference", List.of("a_rows", "b_rows"));
        builder.node("ReduceMean", "mean", List.of("difference"), GraphBuilder.integers("axes", 1));
        builder.node("Sigmoid", "score", List.of("mean"));
        List<ProtobufMessage> inputs = Stream.of("a", "b")
                .map(name -> ValueInfo.shaped(name, Onnx.FLOAT, batch, 3, 6, 4))
                .toList();
        ProtobufMessage model = new ProtobufMessage()
                .number(Onnx.MODEL_IR_VERSION, 8)
                .message(
                        Onnx.MODEL_GRAPH,
                        builder.graph(
                                "pairs",
                                inputs,
                                Stream.of(outputs)
                                        .map(name -> ValueInfo.unshaped(name, Onnx.FLOAT))
                                        .toList()))
                .message(Onnx.MODEL_OPSET_IMPORT, new ProtobufMessage().number(Onnx.OPSET_VERSION, 17));
        ByteBuffer bytes = model.encode();
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        return ModelSource.of(Map.of("pairs.onnx", array));
    }

    @Test
    void aScoreBeyondItsRangeIsClipped() {
        OnnxOptions score =
                OnnxOptions.imagenet().toBuilder().twinOutput(TwinOutput.SCORE).build();
        try (SiameseComparator comparator =
                SiameseComparator.onnxTwin(TWINS, "onebranch.onnx", score, RuntimeOptions.defaults())) {
            // Python returns logits above 1 for these pictures.
            Path pictures = TestModels.path("../golden/twins/pictures");
            assertThat(comparator.similarity(pictures.resolve("dress-1.png"), pictures.resolve("dress-1.png")))
                    .isCloseTo(0.179058, within(1e-4));
            assertThat(comparator.similarity(pictures.resolve("dress-1.png"), pictures.resolve("dress-2.png")))
                    .isEqualTo(1);
        }
    }
}
