package io.github.siamese4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Image;
import io.github.siamese4j.Metric;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.SiameseComparator;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports models of dense layers, built here, and compares them with their closed form. */
class BuiltModelImportTest {

    private static final int SIDE = 4;
    private static final int INPUTS = 3 * SIDE * SIDE;
    private static final OnnxOptions OPTIONS = OnnxOptions.raw();

    @TempDir
    private Path folder;

    private Path red;
    private Path blue;

    @BeforeEach
    void paint() throws IOException {
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        red = pictures.resolve("red.png");
        blue = pictures.resolve("blue.png");
        Pictures.plain(red, SIDE, SIDE, new Color(3, 0, 1));
        Pictures.plain(blue, SIDE, SIDE, new Color(0, 1, 2));
    }

    /** The score is sigmoid(v · |tanh(W left) − tanh(W right)|). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTwinInFloat64GivesItsScores(boolean split) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("twin");
        graph.addInput(value("a", DataType.DOUBLE)).addInput(value("b", DataType.DOUBLE));
        graph.addInitializer(doubles("w", INPUTS, 6)).addInitializer(doubles("v", 6, 1));
        for (String side : List.of("a", "b")) {
            trunk(graph, side, side + "_embedding");
        }
        graph.addNode(node("Sub", "difference", "a_embedding", "b_embedding"));
        graph.addNode(node("Abs", "distance", "difference"));
        graph.addNode(node("MatMul", "logit", "distance", "v"));
        graph.addNode(node("Sigmoid", "score", "logit"));
        Path file = write(graph.addOutput(output("score", DataType.DOUBLE)));
        Path model = folder.resolve("model");
        OnnxTwinImport.Settings settings = new OnnxTwinImport.Settings("twin", OPTIONS, Optional.empty());

        OnnxTwinImport.Imported imported =
                split ? OnnxTwinImport.split(file, model, settings) : OnnxTwinImport.write(file, model, settings);

        assertThat(imported.dimension()).isEqualTo(split ? 6 : INPUTS);
        double[] left = embedding(3, 0, 1);
        double[] right = embedding(0, 1, 2);
        double logit = 0;
        for (int j = 0; j < 6; j++) {
            logit += Math.abs(left[j] - right[j]) * weight(j);
        }
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            assertThat(comparator.similarity(red, blue)).isCloseTo(1 / (1 + Math.exp(-logit)), within(1e-5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedding", "narrow"})
    void anEncoderInFloat64GivesItsEmbeddings(String declared) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("encoder").addInput(value("a", DataType.DOUBLE));
        graph.addInitializer(doubles("w", INPUTS, 6));
        trunk(graph, "a", "embedding");
        graph.addNode(cast("narrow", "embedding", DataType.FLOAT));
        graph.addOutput(output(declared, declared.equals("narrow") ? DataType.FLOAT : DataType.DOUBLE));
        Path model = folder.resolve("model");

        OnnxImport.write(
                write(graph),
                model,
                OnnxImport.Settings.of(
                        "encoder", OPTIONS.toBuilder().output("embedding").build()));

        requireEmbedding(model, embedding(3, 0, 1), 1e-5);
    }

    /** Weights of one product are converted for another one, so that both must keep what they read. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void weightsWithSeveralReadersStayComplete(DataType type) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("encoder").addInput(value("a", DataType.FLOAT));
        TensorProto.Builder weights = tensor("w", DataType.FLOAT, INPUTS, 32);
        for (int i = 0; i < INPUTS * 32; i++) {
            weights.addFloatData((float) weight(i));
        }
        graph.addInitializer(weights);
        graph.addNode(node("Flatten", "x", "a"));
        graph.addNode(node("MatMul", "first", "x", "w"));
        graph.addNode(cast("x2", "x", type)).addNode(cast("w2", "w", type));
        graph.addNode(node("MatMul", "product", "x2", "w2"));
        graph.addNode(cast("second", "product", DataType.FLOAT));
        graph.addNode(node("Add", "embedding", "first", "second"));
        Path file = write(graph.addOutput(output("embedding", DataType.FLOAT)));
        Path model = folder.resolve("model");

        OnnxImport.write(
                file,
                model,
                new OnnxImport.Settings(
                        "encoder",
                        OPTIONS,
                        Metric.COSINE,
                        WeightStorage.INT8,
                        Optional.of(folder.resolve("pictures"))));

        double[] expected = new double[32];
        for (int j = 0; j < 32; j++) {
            for (int i = 0; i < INPUTS; i++) {
                expected[j] += 2 * pixel(i, 3, 0, 1) * weight(i * 32 + j);
            }
        }
        requireEmbedding(model, expected, 0.5);
    }

    @Test
    void theClosedFormTellsThePicturesApart() {
        assertThat(embedding(3, 0, 1)[1]).isNotCloseTo(embedding(0, 1, 2)[1], within(1e-2));
    }

    private void requireEmbedding(Path model, double[] expected, double tolerance) {
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            Embedding actual = comparator.encoder().encode(Image.of(red));
            assertThat(actual.dimension()).isEqualTo(expected.length);
            for (int j = 0; j < expected.length; j++) {
                assertThat((double) actual.get(j)).isCloseTo(expected[j], within(tolerance));
            }
        }
    }

    private static double[] embedding(int red, int green, int blue) {
        double[] embedding = new double[6];
        for (int j = 0; j < 6; j++) {
            double sum = 0;
            for (int i = 0; i < INPUTS; i++) {
                sum += pixel(i, red, green, blue) * weight(i * 6 + j);
            }
            embedding[j] = Math.tanh(sum);
        }
        return embedding;
    }

    private static int pixel(int i, int... colour) {
        return colour[i / (SIDE * SIDE)];
    }

    private static double weight(int i) {
        return Math.sin(i * i % 97) / 3;
    }

    private static void trunk(GraphProto.Builder graph, String image, String embedding) {
        graph.addNode(node("Flatten", image + "_flat", image));
        graph.addNode(node("MatMul", image + "_dense", image + "_flat", "w"));
        graph.addNode(node("Tanh", embedding, image + "_dense"));
    }

    private Path write(GraphProto.Builder graph) throws IOException {
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build();
        return Files.write(folder.resolve("built.onnx"), model.toByteArray());
    }

    private static NodeProto node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build();
    }

    private static NodeProto cast(String output, String input, DataType type) {
        return node("Cast", output, input).toBuilder()
                .addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(type.getNumber()))
                .build();
    }

    private static TensorProto.Builder tensor(String name, DataType type, int... sides) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        for (int side : sides) {
            tensor.addDims(side);
        }
        return tensor;
    }

    private static TensorProto doubles(String name, int rows, int columns) {
        TensorProto.Builder tensor = tensor(name, DataType.DOUBLE, rows, columns);
        for (int i = 0; i < rows * columns; i++) {
            tensor.addDoubleData(weight(i));
        }
        return tensor.build();
    }

    private static ValueInfoProto value(String name, DataType type) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDimBuilder().setDimParam("batch");
        for (int side : new int[] {3, SIDE, SIDE}) {
            shape.addDimBuilder().setDimValue(side);
        }
        ValueInfoProto.Builder value = output(name, type).toBuilder();
        value.getTypeBuilder().getTensorTypeBuilder().setShape(shape);
        return value.build();
    }

    private static ValueInfoProto output(String name, DataType type) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber())))
                .build();
    }
}
