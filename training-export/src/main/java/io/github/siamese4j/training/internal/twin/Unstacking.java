package io.github.siamese4j.training.internal.twin;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Changes the nodes of a trunk that was exported for a stack of two images so that it takes one: a constant shape that
 * begins with the size of the stack keeps the size of the batch instead.
 */
record Unstacking(GraphView twin, PartOfTwin part, long stack) implements UnaryOperator<NodeProto> {

    @Override
    public NodeProto apply(NodeProto node) {
        if (!GraphView.isStandard(node, "Reshape") || node.getInputCount() != 2) {
            return node;
        }
        TensorProto shape = twin.constant(node.getInput(1));
        long[] sides = shape == null ? new long[0] : longs(shape);
        if (sides.length == 0 || sides[0] != stack) {
            return node;
        }
        // 0 stands for the side of the input, unless allowzero is set.
        sides[0] = 0;
        List<AttributeProto> kept = node.getAttributeList().stream()
                .filter(attribute -> !attribute.getName().equals("allowzero"))
                .toList();
        return node.toBuilder()
                .setInput(1, part.constant(sides))
                .clearAttribute()
                .addAllAttribute(kept)
                .build();
    }

    private static long[] longs(TensorProto tensor) {
        if (tensor.getInt64DataCount() > 0) {
            return tensor.getInt64DataList().stream().mapToLong(Long::longValue).toArray();
        }
        LongBuffer buffer = tensor.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer();
        long[] longs = new long[buffer.remaining()];
        buffer.get(longs);
        return longs;
    }
}
