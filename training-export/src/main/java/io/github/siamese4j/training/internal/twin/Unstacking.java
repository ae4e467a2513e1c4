package io.github.siamese4j.training.internal.twin;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Changes the nodes of a part so that it takes a batch of any size: a constant shape that begins with the size for
 * which the twin was exported keeps the size of the batch instead.
 *
 * @param stack the size of the batch, or of a stack of two batches
 * @param isBatch whether a value has this size as its first side and depends on an image
 */
record Unstacking(GraphView twin, PartOfTwin part, long stack, Predicate<String> isBatch)
        implements UnaryOperator<NodeProto> {

    @Override
    public NodeProto apply(NodeProto node) {
        if (!GraphView.isStandard(node, "Reshape") || node.getInputCount() != 2) {
            return node;
        }
        TensorProto shape = twin.constant(node.getInput(1));
        long[] sides = shape == null ? new long[0] : longs(shape);
        boolean empty = LongStream.of(sides).anyMatch(side -> side == 0);
        if (sides.length == 0 || sides[0] != stack || empty || !isBatch.test(node.getInput(0))) {
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
