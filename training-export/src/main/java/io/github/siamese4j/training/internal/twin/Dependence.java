package io.github.siamese4j.training.internal.twin;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The dependence of values on the two inputs of a twin. A shape is taken as independent of the pixels: every image has
 * the same size, and the shape of a batch can be found on either side of a cut.
 */
final class Dependence {

    static final int LEFT = 1;
    static final int RIGHT = 2;
    static final int BOTH = LEFT | RIGHT;

    private final GraphView graph;
    private final Map<String, Integer> sides = new HashMap<>();
    private final Map<String, String> dominators = new HashMap<>();
    private final Map<String, Integer> depths = new HashMap<>();

    private Dependence(GraphView graph, String left, String right) {
        this.graph = graph;
        root(left, LEFT);
        root(right, RIGHT);
        for (int i = 0; i < graph.nodes().size(); i++) {
            visit(i);
        }
    }

    static Dependence of(GraphView graph, String left, String right) {
        return new Dependence(graph, left, right);
    }

    private void root(String input, int side) {
        sides.put(input, side);
        depths.put(input, 0);
    }

    private void visit(int number) {
        NodeProto node = graph.node(number);
        if (isShape(node)) {
            return;
        }
        int side = 0;
        for (String name : graph.reads(number)) {
            side |= side(name);
        }
        if (side == 0) {
            return;
        }
        for (String output : node.getOutputList()) {
            sides.put(output, side);
        }
        if (side != BOTH) {
            List<String> inputs =
                    graph.reads(number).stream().filter(name -> side(name) != 0).toList();
            String dominator = common(inputs);
            for (String output : node.getOutputList()) {
                dominators.put(output, dominator);
                depths.put(output, depths.getOrDefault(dominator, 0) + 1);
            }
        }
    }

    /** Returns whether a node reads nothing of a tensor but its shape. */
    static boolean isShape(NodeProto node) {
        return GraphView.isStandard(node, "Shape", "Size");
    }

    /** Returns {@link #LEFT}, {@link #RIGHT}, {@link #BOTH}, or 0 for a value that depends on no pixel. */
    int side(String value) {
        return sides.getOrDefault(value, 0);
    }

    /** Returns the values of one side that are read together with the other side. */
    Set<String> frontier(int side) {
        Set<String> values = new LinkedHashSet<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            NodeProto node = graph.node(i);
            if (node.getOutputList().stream().anyMatch(output -> side(output) == BOTH)) {
                graph.reads(i).stream().filter(name -> side(name) == side).forEach(values::add);
            }
        }
        return values;
    }

    /**
     * Returns the values that every path from an input to its frontier passes through, from the last one to the input
     * itself.
     */
    List<String> cuts(int side) {
        List<String> cuts = new ArrayList<>();
        String value = common(List.copyOf(frontier(side)));
        while (value != null) {
            cuts.add(value);
            value = dominators.get(value);
        }
        return cuts;
    }

    /** Returns the last value that all paths to the given values pass through (Cooper, Harvey and Kennedy 2001). */
    private @Nullable String common(List<String> values) {
        String common = null;
        for (String value : values) {
            common = common == null ? value : common(common, value);
        }
        return common;
    }

    private String common(String first, String second) {
        String a = first;
        String b = second;
        while (!a.equals(b)) {
            if (depth(a) >= depth(b)) {
                a = dominators.getOrDefault(a, a);
            } else {
                b = dominators.getOrDefault(b, b);
            }
        }
        return a;
    }

    private int depth(String value) {
        return depths.getOrDefault(value, 0);
    }
}
