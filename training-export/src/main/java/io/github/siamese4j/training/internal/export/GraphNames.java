package io.github.siamese4j.training.internal.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorAnnotation;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.function.UnaryOperator;

/** Renames all values and nodes of a graph, so that other nodes can be added under any name, and back. */
final class GraphNames {

    private final UnaryOperator<String> renaming;

    private GraphNames(UnaryOperator<String> renaming) {
        this.renaming = renaming;
    }

    /** Returns a graph with a prefix before each name but the kept one. */
    static GraphProto prefixed(GraphProto graph, String prefix, String kept) {
        return new GraphNames(name -> name.equals(kept) ? name : prefix + name).graph(graph);
    }

    /** Returns a graph without the prefix of names that have it. */
    static GraphProto stripped(GraphProto graph, String prefix) {
        return new GraphNames(name -> name.startsWith(prefix) ? name.substring(prefix.length()) : name).graph(graph);
    }

    /** Subgraphs read values of the graph around them, so their names change in the same way. */
    private GraphProto graph(GraphProto graph) {
        GraphProto.Builder renamed = graph.toBuilder();
        renamed.getNodeBuilderList().forEach(this::rename);
        renamed.getInitializerBuilderList().forEach(tensor -> tensor.setName(name(tensor.getName())));
        renamed.getSparseInitializerBuilderList()
                .forEach(tensor -> tensor.getValuesBuilder()
                        .setName(name(tensor.getValues().getName())));
        renamed.getInputBuilderList().forEach(this::rename);
        renamed.getOutputBuilderList().forEach(this::rename);
        renamed.getValueInfoBuilderList().forEach(this::rename);
        for (TensorAnnotation.Builder annotation : renamed.getQuantizationAnnotationBuilderList()) {
            annotation.setTensorName(name(annotation.getTensorName()));
            annotation
                    .getQuantParameterTensorNamesBuilderList()
                    .forEach(entry -> entry.setValue(name(entry.getValue())));
        }
        return renamed.build();
    }

    private void rename(ValueInfoProto.Builder value) {
        value.setName(name(value.getName()));
    }

    private void rename(NodeProto.Builder node) {
        node.setName(name(node.getName()));
        for (int i = 0; i < node.getInputCount(); i++) {
            node.setInput(i, name(node.getInput(i)));
        }
        for (int i = 0; i < node.getOutputCount(); i++) {
            node.setOutput(i, name(node.getOutput(i)));
        }
        for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
            if (attribute.hasG()) {
                attribute.setG(graph(attribute.getG()));
            }
            for (int i = 0; i < attribute.getGraphsCount(); i++) {
                attribute.setGraphs(i, graph(attribute.getGraphs(i)));
            }
        }
    }

    /** An empty name stands for an input or output that is left out. */
    private String name(String name) {
        return name.isEmpty() ? name : renaming.apply(name);
    }
}
