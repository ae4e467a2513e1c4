package io.github.siamese4j.internal.graph;

import io.github.siamese4j.internal.model.ProtobufMessage;

/**
 * Copies graphs and changes parts of them at any depth: names, tensors, attributes, and types of values. Shapes of
 * inner values and descriptions are dropped, because they can contradict a changed graph.
 */
abstract class GraphRewriter {

    private static final int DEEPEST = 32;

    private int depth;

    /** Returns the new name of a value. */
    String name(String name) {
        return name;
    }

    /** Returns the new form of a tensor, whether an initializer or in an attribute. */
    ProtobufMessage tensor(ProtobufMessage tensor) {
        return tensor;
    }

    /** Returns the new form of an attribute. The message is a copy. */
    ProtobufMessage attribute(ProtobufMessage attribute) {
        return attribute;
    }

    /** Returns the new form of an input or output of a nested graph. */
    ProtobufMessage nestedValue(ProtobufMessage value) {
        return value;
    }

    /** Returns whether the bodies of functions change, too. They have names of their own. */
    boolean changesFunctions() {
        return true;
    }

    final ProtobufMessage node(ProtobufMessage node) {
        return node.copy()
                .mapTexts(Onnx.NODE_INPUT, this::value)
                .mapTexts(Onnx.NODE_OUTPUT, this::value)
                .mapMessages(Onnx.NODE_ATTRIBUTE, each -> parts(attribute(each.copy())));
    }

    private ProtobufMessage parts(ProtobufMessage attribute) {
        return attribute
                .mapMessages(Onnx.ATTRIBUTE_TENSOR, this::tensor)
                .mapMessages(Onnx.ATTRIBUTE_TENSORS, this::tensor)
                .mapMessages(Onnx.ATTRIBUTE_GRAPH, this::nested)
                .mapMessages(Onnx.ATTRIBUTE_GRAPHS, this::nested);
    }

    private ProtobufMessage nested(ProtobufMessage graph) {
        if (depth == DEEPEST) {
            throw new IllegalArgumentException("graphs are nested more than " + DEEPEST + " times");
        }
        depth++;
        ProtobufMessage result = graph.copy()
                .remove(Onnx.GRAPH_DOC)
                .remove(Onnx.GRAPH_VALUE_INFO)
                .remove(Onnx.GRAPH_QUANTIZATION)
                .mapMessages(Onnx.GRAPH_NODE, this::node)
                .mapMessages(Onnx.GRAPH_INITIALIZER, this::initializer)
                .mapMessages(Onnx.GRAPH_SPARSE_INITIALIZER, this::sparse)
                .mapMessages(Onnx.GRAPH_INPUT, each -> renamed(nestedValue(each), Onnx.VALUE_NAME))
                .mapMessages(Onnx.GRAPH_OUTPUT, each -> renamed(nestedValue(each), Onnx.VALUE_NAME));
        depth--;
        return result;
    }

    final ProtobufMessage initializer(ProtobufMessage tensor) {
        return renamed(tensor(tensor), Onnx.TENSOR_NAME);
    }

    final ProtobufMessage sparse(ProtobufMessage tensor) {
        return tensor.copy()
                .mapMessages(Onnx.SPARSE_VALUES, this::initializer)
                .mapMessages(Onnx.SPARSE_INDICES, this::tensor);
    }

    final ProtobufMessage renamed(ProtobufMessage message, int field) {
        return message.copy().mapTexts(field, this::value);
    }

    private String value(String name) {
        return name.isEmpty() ? name : name(name);
    }
}
