package io.github.siamese4j.training.internal.export;

import io.github.siamese4j.internal.graph.ForeignGraph;
import io.github.siamese4j.internal.graph.GraphBuilder;
import io.github.siamese4j.internal.graph.Onnx;
import io.github.siamese4j.internal.graph.Tensors;
import io.github.siamese4j.internal.model.ProtobufMessage;
import io.github.siamese4j.training.WeightStorage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stores the weights of convolutions and matrix products of a foreign graph in fewer bytes. Nodes convert them to
 * float32, which ONNX Runtime does once, at load. The first convolution, depthwise convolutions and small tensors stay
 * as they are.
 */
public final class CompactWeights {

    /** Smaller tensors are not worth a loss. */
    private static final int SMALLEST = 1024;

    /** Exponent bits of float16, which are all set in infinity and NaN. */
    private final ForeignGraph graph;

    private final WeightStorage storage;
    private final List<ProtobufMessage> nodes = new ArrayList<>();
    private final List<ProtobufMessage> initializers = new ArrayList<>();

    private CompactWeights(ForeignGraph graph, WeightStorage storage) {
        this.graph = graph;
        this.storage = storage;
    }

    /** Returns a graph with compact weights; the same graph if the storage is float32. */
    public static ForeignGraph of(ForeignGraph graph, WeightStorage storage) {
        return storage == WeightStorage.FLOAT32 ? graph : new CompactWeights(graph, storage).convert();
    }

    /** Returns whether a graph stores at least one tensor as float16. */
    public static boolean hasHalf(ForeignGraph graph) {
        return graph.initializers().stream().anyMatch(tensor -> Tensors.type(tensor) == Onnx.FLOAT16);
    }

    private ForeignGraph convert() {
        Map<String, Integer> axes = outputAxes();
        // A float16 model has its weights behind nodes that convert them.
        Map<String, String> conversions = conversions();
        Set<String> replaced = new HashSet<>();
        for (ProtobufMessage tensor : graph.initializers()) {
            String stored = tensor.text(Onnx.TENSOR_NAME);
            String name = conversions.getOrDefault(stored, stored);
            Integer axis = axes.get(name);
            boolean already = storage == WeightStorage.FLOAT16 && Tensors.type(tensor) == Onnx.FLOAT16;
            if (axis == null || already || !isFloat(tensor) || size(tensor) < SMALLEST) {
                initializers.add(tensor);
            } else {
                store(name, tensor, axis);
                replaced.add(name);
            }
        }
        for (ProtobufMessage node : graph.nodes()) {
            if (!node.text(Onnx.NODE_OP).equals("Cast") || !replaced.contains(node.text(Onnx.NODE_OUTPUT))) {
                nodes.add(node);
            }
        }
        return graph.with(List.copyOf(nodes), List.copyOf(initializers));
    }

    /**
     * Returns the outputs of the nodes that convert a value to float32, by its name. A value that another node reads,
     * too, must stay.
     */
    private Map<String, String> conversions() {
        Map<String, Integer> readers = new HashMap<>();
        for (ProtobufMessage node : graph.nodes()) {
            ForeignGraph.used(node).forEach(name -> readers.merge(name, 1, Integer::sum));
        }
        graph.outputs().forEach(output -> readers.merge(output.name(), 1, Integer::sum));
        Map<String, String> conversions = new HashMap<>();
        for (ProtobufMessage node : graph.nodes()) {
            String input = isToFloat(node) ? node.texts(Onnx.NODE_INPUT).get(0) : "";
            if (readers.getOrDefault(input, 0) == 1) {
                conversions.put(input, node.text(Onnx.NODE_OUTPUT));
            }
        }
        return conversions;
    }

    private static boolean isToFloat(ProtobufMessage node) {
        return node.text(Onnx.NODE_OP).equals("Cast")
                && node.text(Onnx.NODE_DOMAIN).isEmpty()
                && attribute(node, "to", 0) == Onnx.FLOAT;
    }

    /** Returns the axis of the output channels of all weights to be stored. */
    private Map<String, Integer> outputAxes() {
        Map<String, Integer> axes = new HashMap<>();
        Set<String> kept = new HashSet<>();
        boolean first = true;
        for (ProtobufMessage node : graph.nodes()) {
            List<String> inputs = node.texts(Onnx.NODE_INPUT);
            String op = node.text(Onnx.NODE_DOMAIN).isEmpty() ? node.text(Onnx.NODE_OP) : "";
            for (int i = 0; i < inputs.size(); i++) {
                int axis = i != 1 ? -1 : axis(op, node);
                boolean convolution = op.equals("Conv") && i == 1;
                if (axis < 0 || (convolution && (first || isDepthwise(node)))) {
                    if (!op.equals("Cast")) {
                        kept.add(inputs.get(i));
                    }
                } else if (axes.merge(inputs.get(i), axis, (a, b) -> a.equals(b) ? a : -1) < 0) {
                    kept.add(inputs.get(i));
                }
                first &= !convolution;
            }
        }
        axes.keySet().removeAll(kept);
        return axes;
    }

    private static int axis(String op, ProtobufMessage node) {
        return switch (op) {
            case "Conv" -> 0;
            case "MatMul" -> 1;
            case "Gemm" -> attribute(node, "transB", 0) == 1 ? 0 : 1;
            default -> -1;
        };
    }

    private static boolean isDepthwise(ProtobufMessage node) {
        return attribute(node, "group", 1) > 1;
    }

    private static long attribute(ProtobufMessage node, String name, long absent) {
        return node.messages(Onnx.NODE_ATTRIBUTE).stream()
                .filter(each -> each.text(Onnx.ATTRIBUTE_NAME).equals(name))
                .mapToLong(each -> each.value(Onnx.ATTRIBUTE_INT, absent))
                .findFirst()
                .orElse(absent);
    }

    private static boolean isFloat(ProtobufMessage tensor) {
        return Tensors.type(tensor) == Onnx.FLOAT || Tensors.type(tensor) == Onnx.FLOAT16;
    }

    private static long size(ProtobufMessage tensor) {
        long size = 1;
        for (long dim : Tensors.dims(tensor)) {
            size *= dim;
        }
        return size;
    }

    private void store(String name, ProtobufMessage tensor, int axis) {
        long[] dims = Tensors.dims(tensor);
        float[] values = Tensors.floats(tensor);
        WeightChecks.requireValues(name, values, size(tensor));
        if (storage == WeightStorage.FLOAT16) {
            initializers.add(
                    GraphBuilder.tensorOf(name + "/float16", Onnx.FLOAT16, Float16Weights.of(name, values), dims));
            nodes.add(cast(name, name + "/float16"));
        } else if (axis == 0 || dims.length == 2) {
            int channels = Math.toIntExact(dims[axis]);
            int kernel = 1;
            for (int i = 2; i < dims.length; i++) {
                kernel *= Math.toIntExact(dims[i]);
            }
            Int8Weights quantized = Int8Weights.of(axis == 0 ? values : transposed(values, channels), channels, kernel);
            byte[] bytes = axis == 0 ? quantized.values() : transposedBack(quantized.values(), channels);
            long[] scaleDims = new long[dims.length];
            java.util.Arrays.fill(scaleDims, 1);
            scaleDims[axis] = channels;
            initializers.add(GraphBuilder.tensorOf(name + "/int8", Onnx.INT8, ByteBuffer.wrap(bytes), dims));
            initializers.add(
                    GraphBuilder.tensorOf(name + "/scale", Onnx.FLOAT, Tensors.bytes(quantized.scales()), scaleDims));
            nodes.add(cast(name + "/steps", name + "/int8"));
            nodes.add(GraphBuilder.nodeOf("Mul", List.of(name), List.of(name + "/steps", name + "/scale")));
        } else {
            initializers.add(GraphBuilder.tensorOf(name, Onnx.FLOAT, Tensors.bytes(values), dims));
        }
    }

    private static ProtobufMessage cast(String output, String input) {
        return GraphBuilder.nodeOf("Cast", List.of(output), List.of(input), GraphBuilder.integer("to", Onnx.FLOAT));
    }

    /** Returns the rows of the columns of {@code [rows, columns]}. */
    private static float[] transposed(float[] values, int columns) {
        int rows = values.length / columns;
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i % columns * rows + i / columns] = values[i];
        }
        return result;
    }

    private static byte[] transposedBack(byte[] values, int columns) {
        int rows = values.length / columns;
        byte[] result = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i % columns * rows + i / columns];
        }
        return result;
    }
}
