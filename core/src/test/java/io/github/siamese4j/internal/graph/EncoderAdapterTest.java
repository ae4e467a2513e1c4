package io.github.siamese4j.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.OnnxOptions.Layout;
import io.github.siamese4j.OnnxOptions.Pooling;
import io.github.siamese4j.TestModels;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.internal.model.ProtobufMessage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderAdapterTest {

    private static final OnnxOptions DEFAULTS = OnnxOptions.defaults();
    private static final Path FOLDER = TestModels.path("../foreign");

    private static EncoderGraph adapt(String file, OnnxOptions options) {
        return EncoderAdapter.adapt(ModelSource.of(FOLDER), file, options);
    }

    @Test
    void theFixedBatchBecomesALoopOnlyWhereTheGraphNeedsIt() {
        assertThat(adapt("nchw.onnx", DEFAULTS).batches()).isTrue();
        assertThat(adapt("old.onnx", DEFAULTS.toBuilder().pooling(Pooling.MEAN).build())
                        .batches())
                .as("fixed batch in the input only")
                .isTrue();
        assertThat(adapt("batch-of-1.onnx", DEFAULTS).batches())
                .as("fixed batch in a reshape")
                .isFalse();
        assertThat(adapt("odd-mixes-rows.onnx", DEFAULTS).batches())
                .as("rows depend on each other")
                .isFalse();
    }

    @Test
    void theAdaptedGraphIsAModelOfTheFormat() {
        EncoderGraph graph = adapt("dynamo.onnx", DEFAULTS);
        OnnxFile file = OnnxFile.read(ModelSource.of(Map.of("encoder.onnx", array(graph.bytes()))), "encoder.onnx");
        assertThat(file.opset()).isEqualTo(graph.foreign().opset());
        assertThat(file.metadata()).isEmpty();
        assertThat(graph.id()).isEqualTo(adapt("dynamo.onnx", DEFAULTS).id());
        assertThat(graph.id())
                .isNotEqualTo(
                        adapt("dynamo.onnx", DEFAULTS.toBuilder().range(0, 255).build())
                                .id());
    }

    @Test
    void weightsThatTheOutputDoesNotNeedAreLeftOut() {
        int whole = adapt("nchw.onnx", DEFAULTS).bytes().remaining();
        int inner = adapt(
                        "nchw.onnx",
                        DEFAULTS.toBuilder()
                                .output("/Relu_output_0")
                                .pooling(Pooling.MEAN)
                                .build())
                .bytes()
                .remaining();
        assertThat(inner).isLessThan(whole - 8 * 12 * 9 * Float.BYTES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "odd-vectors.onnx | has the input x float32 [?, 6]",
                "odd-four-channels.onnx | has the input x float32 [?, 4, 8, 8]",
                "odd-strings.onnx | must have the type float32",
                "odd-twin.onnx | it is a twin, which compares two images; load it with SiameseComparator.onnxTwin",
                "odd-image-and-text.onnx | ids int64 [?, 7]; an encoder has one input",
                "odd-unknown-layout.onnx | say layout NCHW",
                "odd-unknown-size.onnx | has no fixed height; say the size",
                "transformer.onnx | has 2 outputs; name the one with the embedding (output): last_hidden_state",
                "planes.onnx | [12, 8, 8] for one image; say the pooling: mean (over the positions) or none",
                "odd-batch-of-2.onnx | takes batches of exactly 2 images",
            })
    void whatTheFileLeavesOpenIsAskedFor(String file, String message) {
        assertThatThrownBy(() -> adapt(file, DEFAULTS))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_MISMATCH))
                .hasMessageContaining(message);
    }

    @Test
    void aSideAboveTheLimitIsRefused() {
        ValueInfo input = new ValueInfo("x", Onnx.FLOAT, Optional.of(List.of(1L, 3L, 4097L, 8L)));
        assertThatThrownBy(() -> ImageSignature.of("large.onnx", input, DEFAULTS))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_MISMATCH))
                .hasMessageContaining("has the height 4097, but a side has at most 4096 pixels");
        ValueInfo largest = new ValueInfo("x", Onnx.FLOAT, Optional.of(List.of(1L, 3L, 4096L, 8L)));
        assertThat(ImageSignature.of("large.onnx", largest, DEFAULTS).height()).isEqualTo(4096);
    }

    @Test
    void optionsThatContradictTheFileAreRefused() {
        refused("nchw.onnx", DEFAULTS.toBuilder().layout(Layout.NHWC).build(), "does not have the layout NHWC");
        refused("nchw.onnx", DEFAULTS.toBuilder().size(64, 32).build(), "has the width 32, not 64");
        refused("nchw.onnx", DEFAULTS.toBuilder().pooling(Pooling.MEAN).build(), "needs no pooling");
        refused("planes.onnx", DEFAULTS.toBuilder().pooling(Pooling.CLASS_TOKEN).build(), "holds no tokens");
        refused("uint8.onnx", OnnxOptions.imagenet(), "takes integers");
        refused("nchw.onnx", DEFAULTS.toBuilder().output("other").build(), "has no output 'other'");
        refused("nchw.onnx", DEFAULTS.toBuilder().output("other").build(), "its outputs: output float32");
    }

    private static void refused(String file, OnnxOptions options, String message) {
        assertThatThrownBy(() -> adapt(file, options))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    @Test
    void tokensAskForAPoolingThatTheyCanHave() {
        refused(
                "transformer.onnx",
                DEFAULTS.toBuilder().output("last_hidden_state").build(),
                "[17, 16] for one image; say the pooling: cls (the first token), mean (over the tokens) or none");
    }

    @Test
    void weightsOutsideTheFolderAreRefused() throws IOException {
        invalid(FOLDER, "odd-outside.onnx", "must be inside");
        byte[] model = Files.readAllBytes(FOLDER.resolve("external.onnx"));
        byte[] weights = Files.readAllBytes(FOLDER.resolve("external.onnx.data"));
        ModelSource alone = ModelSource.of(Map.of("external.onnx", model));
        invalid(alone, "external.onnx", "which does not exist; keep both files together");
        ModelSource cut = ModelSource.of(
                Map.of("external.onnx", model, "external.onnx.data", Arrays.copyOf(weights, weights.length - 1)));
        invalid(cut, "external.onnx", "copy both files again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nchw.onnx", "transformer.onnx", "external.onnx", "batch-of-1.onnx"})
    void truncatedAndDamagedFilesAreRefused(String file) throws IOException {
        byte[] whole = Files.readAllBytes(FOLDER.resolve(file));
        for (int length = 0; length < whole.length; length += Math.max(1, whole.length / 23)) {
            ModelSource part = ModelSource.of(Map.of(file, Arrays.copyOf(whole, length)));
            assertThatThrownBy(() -> EncoderAdapter.adapt(part, file, DEFAULTS))
                    .as("%s bytes", length)
                    .isInstanceOf(ModelException.class);
        }
    }

    private static void invalid(Path folder, String file, String message) {
        invalid(ModelSource.of(folder), file, message);
    }

    private static void invalid(ModelSource source, String file, String message) {
        assertThatThrownBy(() -> EncoderAdapter.adapt(source, file, DEFAULTS))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_INVALID))
                .hasMessageContaining(message);
    }

    @Test
    void aMissingFileIsReported() {
        assertThatThrownBy(() -> Encoder.onnx(Path.of("nowhere", "model.onnx"), DEFAULTS))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("there is no file")
                .hasMessageContaining("model.onnx");
    }

    /** Every operator that the adapter adds, in every operator set, for whole batches and for single images. */
    @ParameterizedTest
    @ValueSource(ints = {7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25})
    void everyOperatorSetWorks(int opset) {
        for (Layout layout : Layout.values()) {
            for (long batch : new long[] {ValueInfo.FREE, 1}) {
                OnnxOptions options = OnnxOptions.imagenet().toBuilder()
                        .channels(OnnxOptions.ChannelOrder.BGR)
                        .pooling(Pooling.MEAN)
                        .normalize(true)
                        .build();
                byte[] model = array(identity(opset, layout, batch).encode());
                ModelSource source = ModelSource.of(Map.of("identity.onnx", model));
                assertThat(EncoderAdapter.adapt(source, "identity.onnx", options)
                                .batches())
                        .isEqualTo(batch == ValueInfo.FREE);
                try (Encoder encoder = Encoder.onnx(source, "identity.onnx", options, TestModels.onProcessor())) {
                    BufferedImage red = new BufferedImage(4, 6, BufferedImage.TYPE_INT_RGB);
                    red.createGraphics().drawLine(0, 0, 0, 0);
                    Embedding embedding = encoder.encode(Image.of(red));
                    double[] mean = {0.485, 0.456, 0.406};
                    double[] deviation = {0.229, 0.224, 0.225};
                    double[] expected = new double[3];
                    double sum = 0;
                    for (int c = 0; c < 3; c++) {
                        // One white pixel of 24.
                        expected[c] = (1.0 / 24 - mean[c]) / deviation[c];
                        sum += expected[c] * expected[c];
                    }
                    for (int c = 0; c < 3; c++) {
                        assertThat((double) embedding.get(c))
                                .as("operator set %s, %s, batch %s", opset, layout, batch)
                                .isCloseTo(expected[c] / Math.sqrt(sum), within(1e-6));
                    }
                }
            }
        }
    }

    /** A batch of 1 is kept by a reshape to constant dimensions. */
    private static ProtobufMessage identity(int opset, Layout layout, long batch) {
        long[] item = layout == Layout.NCHW ? new long[] {3, 6, 4} : new long[] {6, 4, 3};
        long[] dims = {batch == 1 ? 1 : -1, item[0], item[1], item[2]};
        GraphBuilder builder = new GraphBuilder();
        builder.node("Reshape", "y", List.of("image", builder.longs("dims", dims)));
        ProtobufMessage input = ValueInfo.batch("image", Onnx.FLOAT, item);
        ProtobufMessage graph = builder.graph("identity", List.of(input), List.of(ValueInfo.unshaped("y", Onnx.FLOAT)));
        return new ProtobufMessage()
                .number(Onnx.MODEL_IR_VERSION, 4)
                .message(Onnx.MODEL_GRAPH, graph)
                .message(Onnx.MODEL_OPSET_IMPORT, new ProtobufMessage().number(Onnx.OPSET_VERSION, opset));
    }

    /** A function doubles the image; its inner values have names that the adapter changes outside. */
    @Test
    void functionsAndTheirOperatorSetsAreKept() {
        ProtobufMessage twice = new ProtobufMessage()
                .text(1, "Twice")
                .text(4, "image")
                .text(5, "embedding")
                .message(7, GraphBuilder.nodeOf("Add", List.of("embedding"), List.of("image", "image")))
                .message(9, new ProtobufMessage().text(Onnx.OPSET_DOMAIN, "").number(Onnx.OPSET_VERSION, 17))
                .text(10, "own");
        ProtobufMessage call =
                GraphBuilder.nodeOf("Twice", List.of("y"), List.of("image")).text(Onnx.NODE_DOMAIN, "own");
        ProtobufMessage graph = new ProtobufMessage()
                .message(Onnx.GRAPH_NODE, call)
                .text(Onnx.GRAPH_NAME, "calls")
                .message(Onnx.GRAPH_INPUT, ValueInfo.batch("image", Onnx.FLOAT, 3, 6, 4))
                .message(Onnx.GRAPH_OUTPUT, ValueInfo.unshaped("y", Onnx.FLOAT));
        ProtobufMessage model = new ProtobufMessage()
                .number(Onnx.MODEL_IR_VERSION, 8)
                .message(Onnx.MODEL_GRAPH, graph)
                .message(Onnx.MODEL_OPSET_IMPORT, new ProtobufMessage().number(Onnx.OPSET_VERSION, 17))
                .message(
                        Onnx.MODEL_OPSET_IMPORT,
                        new ProtobufMessage().text(Onnx.OPSET_DOMAIN, "own").number(Onnx.OPSET_VERSION, 1))
                .message(Onnx.MODEL_FUNCTION, twice);
        ModelSource source = ModelSource.of(Map.of("calls.onnx", array(model.encode())));
        OnnxOptions options =
                OnnxOptions.raw().toBuilder().pooling(Pooling.MEAN).build();
        try (Encoder encoder = Encoder.onnx(source, "calls.onnx", options, TestModels.onProcessor())) {
            BufferedImage image = new BufferedImage(4, 6, BufferedImage.TYPE_INT_RGB);
            image.setRGB(1, 2, 0x18_30_48);
            Embedding embedding = encoder.encode(Image.of(image));
            assertThat(List.of(embedding.get(0), embedding.get(1), embedding.get(2)))
                    .containsExactly(2f, 4f, 6f);
        }
    }

    @Test
    void aZeroVectorStaysZero() {
        byte[] model = array(identity(17, Layout.NCHW, ValueInfo.FREE).encode());
        ModelSource source = ModelSource.of(Map.of("identity.onnx", model));
        OnnxOptions options = OnnxOptions.raw().toBuilder()
                .pooling(Pooling.NONE)
                .normalize(true)
                .build();
        try (Encoder encoder = Encoder.onnx(source, "identity.onnx", options, TestModels.onProcessor())) {
            Embedding black = encoder.encode(Image.of(new BufferedImage(4, 6, BufferedImage.TYPE_INT_RGB)));
            for (int i = 0; i < black.dimension(); i++) {
                assertThat(black.get(i)).isZero();
            }
        }
    }

    private static byte[] array(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.duplicate().get(array);
        return array;
    }
}
