package io.github.siamese4j.internal.graph;

import io.github.siamese4j.internal.model.ProtobufMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Replaces float16 by float32 in a graph. On the CPU, ONNX Runtime would convert the values around almost every node.
 * The weights keep their size: they stay float16 and are converted once, at load.
 */
final class HalfToFloat extends GraphRewriter {

    private static final Set<String> TYPE_ATTRIBUTES = Set.of("to", "dtype");

    private HalfToFloat() {}

    /** Returns a graph that computes in float32. */
    static ForeignGraph convert(ForeignGraph graph) {
        HalfToFloat rewriter = new HalfToFloat();
        List<ProtobufMessage> nodes = new ArrayList<>();
        List<ProtobufMessage> initializers = new ArrayList<>();
        for (ProtobufMessage tensor : graph.initializers()) {
            if (tensor.value(Onnx.TENSOR_TYPE, 0) == Onnx.FLOAT16) {
                String name = tensor.text(Onnx.TENSOR_NAME);
                String stored = Renaming.OWN + "half/" + name;
                initializers.add(tensor.copy().remove(Onnx.TENSOR_NAME).text(Onnx.TENSOR_NAME, stored));
                nodes.add(GraphBuilder.nodeOf(
                        "Cast", List.of(name), List.of(stored), GraphBuilder.integer("to", Onnx.FLOAT)));
            } else {
                initializers.add(tensor);
            }
        }
        ForeignGraph rest = graph.with(graph.nodes(), List.of()).rewritten(rewriter);
        nodes.addAll(rest.nodes());
        return rest.with(List.copyOf(nodes), List.copyOf(initializers));
    }

    @Override
    ProtobufMessage attribute(ProtobufMessage attribute) {
        return isHalfType(attribute)
                ? attribute.remove(Onnx.ATTRIBUTE_INT).number(Onnx.ATTRIBUTE_INT, Onnx.FLOAT)
                : attribute;
    }

    /** Returns whether an attribute says that a node returns float16. */
    static boolean isHalfType(ProtobufMessage attribute) {
        return TYPE_ATTRIBUTES.contains(attribute.text(Onnx.ATTRIBUTE_NAME))
                && attribute.value(Onnx.ATTRIBUTE_INT, 0) == Onnx.FLOAT16;
    }

    @Override
    ProtobufMessage nestedValue(ProtobufMessage value) {
        ValueInfo info = ValueInfo.of(value);
        return info.type() == Onnx.FLOAT16 ? ValueInfo.unshaped(info.name(), Onnx.FLOAT) : value;
    }

    @Override
    ProtobufMessage tensor(ProtobufMessage tensor) {
        if (tensor.value(Onnx.TENSOR_TYPE, 0) != Onnx.FLOAT16) {
            return tensor;
        }
        ByteBuffer floats = Tensors.bytes(Tensors.floats(tensor));
        return tensor.copy()
                .remove(Onnx.TENSOR_RAW)
                .remove(Onnx.TENSOR_INT32S)
                .remove(Onnx.TENSOR_TYPE)
                .number(Onnx.TENSOR_TYPE, Onnx.FLOAT)
                .bytes(Onnx.TENSOR_RAW, floats);
    }
}
