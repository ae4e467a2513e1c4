package io.github.siamese4j.training.internal.export;

import static io.github.siamese4j.training.internal.export.GraphBuilder.attribute;
import static io.github.siamese4j.training.internal.export.GraphBuilder.attributes;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.WeightStorage;
import io.github.siamese4j.training.internal.data.Standardization;
import java.util.List;
import java.util.Map;

/**
 * Converts an {@link ImageGraph} or {@link FeatureGraph} to ONNX graphs. The same input gives the same bytes.
 *
 * <p>The first convolution and the last dense layer of the scorer stay float32 under any storage. They are small, and
 * their errors cost most. The first dense layer over features is stored like the others, because it holds most weights.
 */
final class OnnxWriter {

    static final String IMAGE = "image";
    static final String FEATURES = "features";
    static final String EMBEDDING = "embedding";
    static final String LEFT = "left";
    static final String RIGHT = "right";
    static final String SCORE = "score";

    /** IR 8 and operator set 17 (ONNX 1.12) are read by ONNX Runtime 1.12 and later. */
    private static final long IR_VERSION = 8;

    private static final long OPERATOR_SET = 17;

    private OnnxWriter() {}

    /**
     * Returns the graph from {@code image}, uint8 {@code [N, H, W, 3]}, to {@code embedding}, float32 {@code [N, D]}.
     */
    static GraphProto encoder(ImageGraph twin, WeightStorage storage) {
        GraphBuilder graph = new GraphBuilder("encoder");
        String value = graph.input(IMAGE, DataType.UINT8, twin.height(), twin.width(), ImageGraph.CHANNELS);
        value = scale(graph, value, twin.scaling());
        value = graph.node("Transpose", "channels_first", List.of(value), attributes("perm", 0, 3, 1, 2));
        WeightStorage layerStorage = WeightStorage.FLOAT32;
        for (int block = 1; block <= twin.blocks().size(); block++) {
            List<ConvLayer> layers = twin.blocks().get(block - 1);
            for (int layer = 1; layer <= layers.size(); layer++) {
                value = convolve(graph, "conv" + block + "_" + layer, value, layers.get(layer - 1), layerStorage);
                layerStorage = storage;
            }
            value = graph.node(
                    "MaxPool",
                    "pool" + block,
                    List.of(value),
                    attributes("kernel_shape", 2, 2),
                    attributes("strides", 2, 2));
        }
        graph.node("Flatten", EMBEDDING, List.of(value), attribute("axis", 1));
        graph.output(EMBEDDING, twin.dimension());
        return graph.build();
    }

    /**
     * Returns the graph from {@code features}, float32 {@code [N, F]}, to {@code embedding}, float32 {@code [N, D]}.
     */
    static GraphProto encoder(FeatureGraph network, WeightStorage storage) {
        GraphBuilder graph = new GraphBuilder("encoder");
        String features = graph.input(FEATURES, DataType.FLOAT, network.inputs());
        addEmbedding(graph, features, network, storage);
        return graph.build();
    }

    /** Adds the layers of a network over features, and their output {@code embedding}. */
    static void addEmbedding(GraphBuilder graph, String features, FeatureGraph network, WeightStorage storage) {
        String value = features;
        if (network.standardization().isPresent()) {
            Standardization statistics = network.standardization().get();
            String mean = graph.floats("mean", statistics.mean(), network.inputs());
            value = graph.node("Sub", "centred", List.of(value, mean));
            String deviation = graph.floats("deviation", statistics.deviation(), network.inputs());
            boolean last = network.layers().isEmpty();
            value = graph.node("Div", last ? EMBEDDING : "standardized", List.of(value, deviation));
        } else if (network.layers().isEmpty()) {
            graph.node("Identity", EMBEDDING, List.of(value));
        }
        for (int layer = 1; layer <= network.layers().size(); layer++) {
            boolean last = layer == network.layers().size();
            boolean linear = last && network.linearOutput();
            value = multiply(
                    graph,
                    "dense" + layer,
                    linear ? EMBEDDING : "dense" + layer,
                    value,
                    network.layers().get(layer - 1),
                    storage);
            if (!linear) {
                value = graph.node("Relu", last ? EMBEDDING : "dense" + layer + ".relu", List.of(value));
            }
        }
        graph.output(EMBEDDING, network.dimension());
    }

    /**
     * Returns the graph from {@code left} and {@code right}, float32 {@code [N, D]}, to {@code score}, float32
     * {@code [N]}. D is the number of inputs of {@code hidden}. The graph is symmetric to the last bit, because both
     * sides are used in |left − right| only.
     */
    static GraphProto scorer(DenseLayer hidden, DenseLayer output, WeightStorage storage) {
        GraphBuilder graph = new GraphBuilder("scorer");
        String left = graph.input(LEFT, DataType.FLOAT, hidden.inputs());
        String right = graph.input(RIGHT, DataType.FLOAT, hidden.inputs());
        String value = graph.node("Sub", "difference", List.of(left, right));
        value = graph.node("Abs", "distance", List.of(value));
        value = multiply(graph, "hidden", "hidden", value, hidden, storage);
        value = graph.node("Relu", "hidden.relu", List.of(value));
        value = multiply(graph, "output", "output", value, output, WeightStorage.FLOAT32);
        value = graph.node("Sigmoid", "probability", List.of(value));
        graph.node("Reshape", SCORE, List.of(value, graph.longs("score.shape", -1)));
        graph.output(SCORE);
        return graph.build();
    }

    /** Completes a frame to a whole file except the checksum, which {@link ModelDirectoryWriter} appends. */
    static ModelProto model(ModelProto frame, GraphProto graph, Map<String, String> metadata) {
        ModelProto.Builder model = frame.toBuilder().setGraph(graph);
        metadata.forEach((key, value) -> model.addMetadataProps(entry(key, value)));
        return model.build();
    }

    /** Returns a file without graph and metadata: what the nodes of graphs written by this class need. */
    static ModelProto frame() {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("siamese4j")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
                .build();
    }

    static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static String scale(GraphBuilder graph, String image, InputScaling scaling) {
        String value = graph.node("Cast", "samples", List.of(image), attribute("to", DataType.FLOAT.getNumber()));
        String multiplier = graph.floats("multiplier", new float[] {scaling.factor()});
        value = graph.node("Mul", "scaled", List.of(value, multiplier));
        if (scaling.offset() == 0) {
            return value;
        }
        String offset = graph.floats("offset", new float[] {scaling.offset()});
        return graph.node("Add", "shifted", List.of(value, offset));
    }

    private static String convolve(
            GraphBuilder graph, String name, String input, ConvLayer layer, WeightStorage storage) {
        int outputs = layer.outputChannels();
        String weights = graph.weights(
                name + ".weight",
                layer.weights(),
                storage,
                outputs,
                layer.inputChannels(),
                ConvLayer.KERNEL,
                ConvLayer.KERNEL);
        String bias = graph.floats(name + ".bias", layer.bias(), outputs);
        String value = graph.node(
                "Conv",
                name,
                List.of(input, weights, bias),
                attributes("kernel_shape", ConvLayer.KERNEL, ConvLayer.KERNEL),
                attributes("pads", 1, 1, 1, 1));
        return graph.node("Relu", name + ".relu", List.of(value));
    }

    private static String multiply(
            GraphBuilder graph, String name, String output, String input, DenseLayer layer, WeightStorage storage) {
        String weights = graph.weights(name + ".weight", layer.weights(), storage, layer.outputs(), layer.inputs());
        String bias = graph.floats(name + ".bias", layer.bias(), layer.outputs());
        return graph.node("Gemm", output, List.of(input, weights, bias), attribute("transB", 1));
    }
}
