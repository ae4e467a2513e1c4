package io.github.siamese4j.training.internal.twin;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * A part of a twin as a graph of its own. It computes one value from given values. Where it needs the shape of a value
 * that it cannot compute, the shape is put together from the size of its batch and the measured other sides.
 */
final class PartOfTwin {

    private static final String OWN = "siamese4j_cut_";

    /** Operators that prepare pixels. A part of nothing else is no encoder. */
    private static final String[] SCALING = {
        "Add",
        "Cast",
        "Clip",
        "Concat",
        "Constant",
        "Div",
        "Expand",
        "Flatten",
        "Gather",
        "Identity",
        "Mul",
        "Neg",
        "Pad",
        "Reshape",
        "Resize",
        "Shape",
        "Slice",
        "Split",
        "Squeeze",
        "Sub",
        "Transpose",
        "Unsqueeze"
    };

    private final GraphView twin;
    private final List<ValueInfoProto> inputs;
    private final Map<String, String> equal;
    private final boolean free;
    private final Function<String, long[]> shapes;
    private final Set<String> computable = new HashSet<>();
    private final GraphProto.Builder part = GraphProto.newBuilder();
    private int constants;

    /**
     * Prepares a part.
     *
     * @param inputs the given values
     * @param equal values that are replaced by others, which are given or can be computed
     * @param free whether the first side of the first input is a free batch size
     * @param shapes returns the shape of a value, in multiples of the batch size for its first side
     */
    PartOfTwin(
            GraphView twin,
            List<ValueInfoProto> inputs,
            Map<String, String> equal,
            boolean free,
            Function<String, long[]> shapes) {
        this.twin = twin;
        this.inputs = inputs;
        this.equal = equal;
        this.free = free;
        this.shapes = shapes;
        inputs.forEach(input -> computable.add(input.getName()));
        addEqual();
        for (int i = 0; i < twin.nodes().size(); i++) {
            NodeProto node = twin.node(i);
            if (Dependence.isShape(node) || twin.reads(i).stream().allMatch(this::canCompute)) {
                computable.addAll(node.getOutputList());
            }
            addEqual();
        }
    }

    private void addEqual() {
        equal.forEach((value, other) -> {
            if (canCompute(other)) {
                computable.add(value);
            }
        });
    }

    /** Returns whether the given values are enough to compute a value. */
    boolean canCompute(String value) {
        return computable.contains(value) || (twin.constant(value) != null && twin.producer(value) == null);
    }

    /** Returns whether the nodes that compute a value multiply anything with weights, rather than only scale pixels. */
    boolean hasLayers(String target) {
        Set<Integer> needed = new TreeSet<>();
        collect(target, needed, new HashSet<>());
        return needed.stream().map(twin::node).anyMatch(node -> !GraphView.isStandard(node, SCALING));
    }

    /**
     * Returns the graph that computes a value. Each node can be changed on the way.
     *
     * @param end adds nodes at the end
     */
    ModelProto model(String name, String target, ValueInfoProto output, UnaryOperator<NodeProto> change, Runnable end) {
        Set<Integer> needed = new TreeSet<>();
        Set<String> values = new HashSet<>();
        collect(target, needed, values);
        part.clear().setName(name).addAllInput(inputs);
        Map<String, TensorProto> initializers = new LinkedHashMap<>();
        Set<String> emitted = new HashSet<>();
        addIdentities(values, emitted);
        for (int number : needed) {
            NodeProto node = twin.node(number);
            if (isReplaced(node)) {
                addShape(node);
            } else {
                part.addNode(change.apply(node));
            }
            emitted.addAll(node.getOutputList());
            addIdentities(values, emitted);
        }
        for (String value : values) {
            TensorProto constant = twin.constant(value);
            if (constant != null && twin.producer(value) == null) {
                initializers.put(value, constant.toBuilder().setName(value).build());
            }
        }
        new TreeSet<>(initializers.keySet()).forEach(value -> part.addInitializer(initializers.get(value)));
        end.run();
        part.addOutput(output);
        ModelProto.Builder model = twin.model().toBuilder().clearMetadataProps();
        return model.setGraph(part).build();
    }

    /** Adds a constant to the graph that is being built, and returns its name. */
    String constant(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        String name = OWN + "constant" + constants++;
        part.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.INT64.getNumber())
                .addDims(values.length)
                .setRawData(ByteString.copyFrom(bytes.array())));
        return name;
    }

    /** Adds a node to the graph that is being built, and returns its output. */
    String node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        part.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(Arrays.asList(attributes)));
        return output;
    }

    private void collect(String target, Set<Integer> needed, Set<String> values) {
        Map<String, Boolean> given = new HashMap<>();
        inputs.forEach(input -> given.put(input.getName(), true));
        Queue<String> open = new ArrayDeque<>(List.of(target));
        while (!open.isEmpty()) {
            String value = open.remove();
            if (!values.add(value) || given.containsKey(value)) {
                continue;
            }
            if (equal.containsKey(value)) {
                open.add(equal.get(value));
                continue;
            }
            Integer producer = twin.producer(value);
            if (producer != null && needed.add(producer) && !isReplaced(twin.node(producer))) {
                open.addAll(twin.reads(producer));
            }
        }
    }

    private boolean isReplaced(NodeProto node) {
        return Dependence.isShape(node) && !canCompute(node.getInput(0));
    }

    private void addIdentities(Set<String> values, Set<String> emitted) {
        for (Map.Entry<String, String> entry : equal.entrySet()) {
            boolean ready = emitted.contains(entry.getValue())
                    || inputs.stream().anyMatch(input -> input.getName().equals(entry.getValue()));
            if (ready && values.contains(entry.getKey()) && emitted.add(entry.getKey())) {
                node("Identity", entry.getKey(), List.of(entry.getValue()));
            }
        }
    }

    private void addShape(NodeProto node) {
        String output = node.getOutput(0);
        long[] sides = shapes.apply(node.getInput(0));
        String full;
        if (free && sides.length > 0) {
            String own = OWN + output + "_";
            String shape = node("Shape", own + "shape", List.of(inputs.get(0).getName()));
            String batch = node("Gather", own + "batch", List.of(shape, constant(0)));
            String first = node("Mul", own + "first", List.of(batch, constant(sides[0])));
            full = sides.length == 1
                    ? first
                    : node(
                            "Concat",
                            own + "full",
                            List.of(first, constant(Arrays.copyOfRange(sides, 1, sides.length))),
                            attribute("axis", 0));
        } else {
            full = constant(sides);
        }
        if (node.getOpType().equals("Size")) {
            node("ReduceProd", output, List.of(full), attribute("keepdims", 0));
            return;
        }
        int from = side(GraphView.attribute(node, "start", 0), sides.length);
        int to = side(GraphView.attribute(node, "end", sides.length), sides.length);
        node("Gather", output, List.of(full, constant(LongStream.range(from, to).toArray())));
    }

    private static int side(long index, int rank) {
        return (int) Math.max(0, Math.min(rank, index < 0 ? index + rank : index));
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }
}
