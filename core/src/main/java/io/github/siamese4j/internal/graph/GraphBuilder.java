package io.github.siamese4j.internal.graph;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.siamese4j.internal.model.ProtobufMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Nodes and initializers that are added to a graph. All operators used here have the same form in the operator sets 7
 * to 25.
 */
public final class GraphBuilder {

    private final List<ProtobufMessage> nodes = new ArrayList<>();
    private final List<ProtobufMessage> initializers = new ArrayList<>();
    private final List<ProtobufMessage> sparseInitializers = new ArrayList<>();

    /** Appends the nodes and initializers of a graph. */
    GraphBuilder addAll(ForeignGraph graph) {
        nodes.addAll(graph.nodes());
        initializers.addAll(graph.initializers());
        sparseInitializers.addAll(graph.sparseInitializers());
        return this;
    }

    /** Appends a node of the standard operator set with one output, and returns the name of the output. */
    String node(String op, String output, List<String> inputs, ProtobufMessage... attributes) {
        node(op, List.of(output), inputs, attributes);
        return output;
    }

    /** Appends a node of the standard operator set. */
    void node(String op, List<String> outputs, List<String> inputs, ProtobufMessage... attributes) {
        nodes.add(nodeOf(op, outputs, inputs, attributes));
    }

    /** Returns a {@code NodeProto} of the standard operator set. */
    public static ProtobufMessage nodeOf(
            String op, List<String> outputs, List<String> inputs, ProtobufMessage... attributes) {
        ProtobufMessage node = new ProtobufMessage();
        inputs.forEach(input -> node.text(Onnx.NODE_INPUT, input));
        outputs.forEach(output -> node.text(Onnx.NODE_OUTPUT, output));
        node.text(Onnx.NODE_NAME, outputs.get(0)).text(Onnx.NODE_OP, op);
        for (ProtobufMessage attribute : attributes) {
            node.message(Onnx.NODE_ATTRIBUTE, attribute);
        }
        return node;
    }

    /** Returns an {@code AttributeProto}. */
    public static ProtobufMessage integer(String name, long value) {
        return attribute(name, Onnx.TYPE_INT).number(Onnx.ATTRIBUTE_INT, value);
    }

    static ProtobufMessage integers(String name, long... values) {
        ProtobufMessage attribute = attribute(name, Onnx.TYPE_INTS);
        for (long value : values) {
            attribute.number(Onnx.ATTRIBUTE_INTS, value);
        }
        return attribute;
    }

    static ProtobufMessage body(String name, ProtobufMessage graph) {
        return attribute(name, Onnx.TYPE_GRAPH).message(Onnx.ATTRIBUTE_GRAPH, graph);
    }

    private static ProtobufMessage attribute(String name, int type) {
        return new ProtobufMessage().text(Onnx.ATTRIBUTE_NAME, name).number(Onnx.ATTRIBUTE_TYPE, type);
    }

    /** Appends a constant and returns its name. */
    String floats(String name, double[] values, long... dims) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return tensor(name, Onnx.FLOAT, Tensors.bytes(floats), dims);
    }

    /** Appends a constant of one value, a vector, and returns its name. */
    String one(String name, double value) {
        return floats(name, new double[] {value}, 1);
    }

    /** Appends a constant vector and returns its name. */
    String longs(String name, long... values) {
        return tensor(name, Onnx.INT64, raw(values), values.length);
    }

    /** Appends a constant scalar and returns its name. */
    String scalar(String name, long value) {
        return tensor(name, Onnx.INT64, raw(value));
    }

    private static ByteBuffer raw(long... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            raw.putLong(value);
        }
        return raw.flip();
    }

    private String tensor(String name, int type, ByteBuffer raw, long... dims) {
        initializers.add(tensorOf(name, type, raw, dims));
        return name;
    }

    /** Returns a {@code TensorProto}. */
    public static ProtobufMessage tensorOf(String name, int type, ByteBuffer raw, long... dims) {
        ProtobufMessage tensor = new ProtobufMessage();
        for (long dim : dims) {
            tensor.number(Onnx.TENSOR_DIMS, dim);
        }
        return tensor.number(Onnx.TENSOR_TYPE, type)
                .bytes(Onnx.TENSOR_NAME, ByteBuffer.wrap(name.getBytes(UTF_8)))
                .bytes(Onnx.TENSOR_RAW, raw);
    }

    /** Returns a {@code GraphProto} of the nodes and initializers. */
    ProtobufMessage graph(String name, List<ProtobufMessage> inputs, List<ProtobufMessage> outputs) {
        ProtobufMessage graph = new ProtobufMessage();
        nodes.forEach(each -> graph.message(Onnx.GRAPH_NODE, each));
        graph.text(Onnx.GRAPH_NAME, name);
        initializers.forEach(each -> graph.message(Onnx.GRAPH_INITIALIZER, each));
        sparseInitializers.forEach(each -> graph.message(Onnx.GRAPH_SPARSE_INITIALIZER, each));
        inputs.forEach(each -> graph.message(Onnx.GRAPH_INPUT, each));
        outputs.forEach(each -> graph.message(Onnx.GRAPH_OUTPUT, each));
        return graph;
    }
}
