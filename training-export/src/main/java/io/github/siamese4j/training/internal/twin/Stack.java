package io.github.siamese4j.training.internal.twin;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.github.siamese4j.training.internal.twin.GraphRun.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Both images on the batch axis of one value, as twins of one branch have it.
 *
 * @param value the stacked value
 * @param left the value of the left image in it
 * @param leftFirst whether the left image comes first
 */
record Stack(String value, String left, boolean leftFirst) {

    /** Finds the node that stacks both images, if all of both sides passes through it. */
    static Optional<Stack> find(GraphView twin, Dependence dependence, ValueHash hash) {
        Set<String> left = dependence.frontier(Dependence.LEFT);
        Set<String> right = dependence.frontier(Dependence.RIGHT);
        if (left.size() != 1 || right.size() != 1) {
            return Optional.empty();
        }
        String first = left.iterator().next();
        String second = right.iterator().next();
        if (!hash.of(first).equals(hash.of(second))) {
            return Optional.empty();
        }
        for (NodeProto node : twin.nodes()) {
            if (GraphView.isStandard(node, "Concat")
                    && GraphView.attribute(node, "axis", 0) == 0
                    && node.getInputCount() == 2
                    && Set.copyOf(node.getInputList()).equals(Set.of(first, second))) {
                boolean leftFirst = node.getInput(0).equals(first);
                return Optional.of(new Stack(node.getOutput(0), first, leftFirst));
            }
        }
        return Optional.empty();
    }

    /** The value behind the trunk, and the values that hold its left and its right half. */
    record Halves(String trunk, List<String> left, List<String> right) {}

    /**
     * Finds the last value of which nothing but its halves is used afterwards. Which half a node takes is found by
     * running it.
     */
    Optional<Halves> halves(GraphView twin, GraphRun run) {
        Map<String, List<NodeProto>> takers = new LinkedHashMap<>();
        Set<String> after = new HashSet<>(Set.of(value));
        Set<String> wanted = new HashSet<>();
        for (int i = 0; i < twin.nodes().size(); i++) {
            NodeProto node = twin.node(i);
            if (Dependence.isShape(node) || twin.reads(i).stream().noneMatch(after::contains)) {
                continue;
            }
            after.addAll(node.getOutputList());
            if (GraphView.isStandard(node, "Split", "Slice", "Gather") && after.contains(node.getInput(0))) {
                takers.computeIfAbsent(node.getInput(0), trunk -> new ArrayList<>())
                        .add(node);
                wanted.add(node.getInput(0));
                wanted.addAll(node.getOutputList());
            }
        }
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Values> values = run.run(wanted);
        List<String> trunks = new ArrayList<>(takers.keySet());
        for (int i = trunks.size() - 1; i >= 0; i--) {
            String trunk = trunks.get(i);
            Optional<Halves> halves = halves(trunk, takers.getOrDefault(trunk, List.of()), values);
            if (halves.isPresent() && isUsedOnlyBy(twin, trunk, takers.getOrDefault(trunk, List.of()))) {
                return halves;
            }
        }
        return Optional.empty();
    }

    private Optional<Halves> halves(String trunk, List<NodeProto> takers, Map<String, Values> values) {
        List<String> left = new ArrayList<>();
        List<String> right = new ArrayList<>();
        for (NodeProto node : takers) {
            for (String output : node.getOutputList()) {
                int half = half(values.get(trunk), values.get(output));
                if (half < 0) {
                    return Optional.empty();
                }
                (half == 0 == leftFirst ? left : right).add(output);
            }
        }
        return left.isEmpty() || right.isEmpty() ? Optional.empty() : Optional.of(new Halves(trunk, left, right));
    }

    /** Returns 0 or 1 for the first or second half of a value along its first side, −1 for anything else. */
    private static int half(
            @org.jspecify.annotations.Nullable Values whole, @org.jspecify.annotations.Nullable Values part) {
        if (whole == null || part == null || part.numbers().length == 0) {
            return -1;
        }
        int middle = whole.numbers().length / 2;
        if (part.numbers().length != middle) {
            return -1;
        }
        if (Arrays.equals(whole.numbers(), 0, middle, part.numbers(), 0, middle)) {
            return 0;
        }
        return Arrays.equals(whole.numbers(), middle, 2 * middle, part.numbers(), 0, middle) ? 1 : -1;
    }

    private static boolean isUsedOnlyBy(GraphView twin, String trunk, List<NodeProto> takers) {
        for (int i = 0; i < twin.nodes().size(); i++) {
            NodeProto node = twin.node(i);
            if (twin.reads(i).contains(trunk) && !Dependence.isShape(node) && !takers.contains(node)) {
                return false;
            }
        }
        return true;
    }
}
