package io.github.siamese4j.training.internal.twin;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The graph of a model, with its values looked up by name. Nodes that do not contribute to the first output are left
 * out. Node numbers are in the order of the file, in which a node follows the nodes that it reads.
 */
final class GraphView {

    private final ModelProto model;
    private final List<NodeProto> nodes;
    private final List<List<String>> reads;
    private final Map<String, Integer> producers = new HashMap<>();
    private final Map<String, TensorProto> constants = new HashMap<>();

    private GraphView(ModelProto model, List<NodeProto> nodes) {
        this.model = model;
        this.nodes = List.copyOf(nodes);
        this.reads = this.nodes.stream().map(GraphView::reads).toList();
        model.getGraph().getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).getOutputList()) {
                if (!output.isEmpty()) {
                    producers.put(output, i);
                }
            }
            constant(nodes.get(i));
        }
    }

    static GraphView of(ModelProto model) {
        GraphView all = new GraphView(model, model.getGraph().getNodeList());
        Set<Integer> used = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        all.collect(all.output(), used, seen);
        return new GraphView(model, used.stream().map(all.nodes::get).toList());
    }

    private void collect(String value, Set<Integer> used, Set<String> seen) {
        List<String> open = new ArrayList<>(List.of(value));
        while (!open.isEmpty()) {
            String next = open.remove(open.size() - 1);
            Integer producer = producers.get(next);
            if (seen.add(next) && producer != null && used.add(producer)) {
                open.addAll(reads.get(producer));
            }
        }
    }

    private void constant(NodeProto node) {
        if (isStandard(node, "Constant") && node.getOutputCount() == 1) {
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.getName().equals("value") && attribute.hasT()) {
                    constants.put(node.getOutput(0), attribute.getT());
                }
            }
        }
    }

    ModelProto model() {
        return model;
    }

    List<NodeProto> nodes() {
        return nodes;
    }

    NodeProto node(int number) {
        return nodes.get(number);
    }

    /** Returns the values that a node reads, including those that its inner graphs read. */
    List<String> reads(int number) {
        return reads.get(number);
    }

    /** Returns the number of the node that computes a value; null for inputs and initializers. */
    @Nullable
    Integer producer(String value) {
        return producers.get(value);
    }

    /** Returns a constant of the file; null for a value that is computed. */
    @Nullable
    TensorProto constant(String value) {
        return constants.get(value);
    }

    /** Returns the inputs that are not initializers. */
    List<ValueInfoProto> inputs() {
        return model.getGraph().getInputList().stream()
                .filter(input -> !constants.containsKey(input.getName()))
                .toList();
    }

    /** Returns the name of the first output. */
    String output() {
        return model.getGraph().getOutput(0).getName();
    }

    static boolean isStandard(NodeProto node, String... operators) {
        return (node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx"))
                && List.of(operators).contains(node.getOpType());
    }

    /** Returns an integer attribute, or another value if the node does not have it. */
    static long attribute(NodeProto node, String name, long absent) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .mapToLong(AttributeProto::getI)
                .findFirst()
                .orElse(absent);
    }

    /** Returns the operator and the name of a node, for messages. */
    static String describe(NodeProto node) {
        String name = node.getName().isEmpty() && node.getOutputCount() > 0 ? node.getOutput(0) : node.getName();
        return node.getOpType() + " '" + name + "'";
    }

    private static List<String> reads(NodeProto node) {
        Set<String> names = new LinkedHashSet<>();
        node.getInputList().stream().filter(name -> !name.isEmpty()).forEach(names::add);
        names.addAll(captured(node));
        return List.copyOf(names);
    }

    /** Returns the values that the inner graphs of a node read from outside. */
    static Set<String> captured(NodeProto node) {
        Set<String> names = new TreeSet<>();
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                captured(attribute.getG(), names);
            }
            attribute.getGraphsList().forEach(graph -> captured(graph, names));
        }
        return names;
    }

    private static void captured(GraphProto graph, Set<String> names) {
        Set<String> own = new HashSet<>();
        graph.getInputList().forEach(input -> own.add(input.getName()));
        graph.getInitializerList().forEach(tensor -> own.add(tensor.getName()));
        for (NodeProto node : graph.getNodeList()) {
            for (String name : reads(node)) {
                if (!own.contains(name)) {
                    names.add(name);
                }
            }
            own.addAll(node.getOutputList());
        }
        graph.getOutputList().stream()
                .map(ValueInfoProto::getName)
                .filter(name -> !own.contains(name))
                .forEach(names::add);
    }
}
