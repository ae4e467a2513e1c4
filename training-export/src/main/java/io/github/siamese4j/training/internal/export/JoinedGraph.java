package io.github.siamese4j.training.internal.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Optional;

/**
 * The graph of a frozen encoder with trained layers behind it. Names of the encoder have a prefix, so that the encoder
 * can be taken out again.
 */
final class JoinedGraph {

    private static final String PREFIX = "frozen/";

    private JoinedGraph() {}

    /** Returns the graph of an encoder as the beginning of a joined graph, without an output. */
    static GraphProto beginning(GraphProto encoder) {
        GraphProto renamed = GraphNames.prefixed(encoder, PREFIX, OnnxWriter.IMAGE);
        // The type of the encoder's output is kept, because it is no output any more.
        return renamed.toBuilder()
                .clearOutput()
                .addValueInfo(renamed.getOutput(0))
                .build();
    }

    /** Returns the name of the encoder's output in a joined graph. */
    static String embedding(GraphProto encoder) {
        return PREFIX + encoder.getOutput(0).getName();
    }

    /** Returns the encoder of a joined graph, as it was before; empty if no layers were added to the graph. */
    static Optional<GraphProto> encoder(GraphProto graph) {
        Optional<ValueInfoProto> output = graph.getValueInfoList().stream()
                .filter(value -> value.getName().equals(PREFIX + OnnxWriter.EMBEDDING))
                .findFirst();
        if (output.isEmpty()) {
            return Optional.empty();
        }
        GraphProto.Builder encoder = graph.toBuilder()
                .clearNode()
                .clearInitializer()
                .clearSparseInitializer()
                .clearOutput()
                .removeValueInfo(graph.getValueInfoList().indexOf(output.get()))
                .addOutput(output.get());
        graph.getNodeList().stream()
                .filter(node -> node.getOutputList().stream().anyMatch(name -> name.startsWith(PREFIX)))
                .forEach(encoder::addNode);
        graph.getInitializerList().stream()
                .filter(tensor -> tensor.getName().startsWith(PREFIX))
                .forEach(encoder::addInitializer);
        graph.getSparseInitializerList().stream()
                .filter(tensor -> tensor.getValues().getName().startsWith(PREFIX))
                .forEach(encoder::addSparseInitializer);
        return Optional.of(GraphNames.stripped(encoder.build(), PREFIX));
    }
}
