package io.github.siamese4j.training.internal.twin;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.siamese4j.internal.model.Checksum;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Digests of the computation of values. Two values have the same digest if the same operators compute them from the
 * inputs with equal weights. Names do not count, and the two inputs of a twin count as the same input.
 */
final class ValueHash {

    private final GraphView graph;
    private final Map<String, String> hashes = new HashMap<>();

    private ValueHash(GraphView graph) {
        this.graph = graph;
    }

    static ValueHash of(GraphView graph) {
        ValueHash hash = new ValueHash(graph);
        graph.inputs().forEach(input -> hash.hashes.put(input.getName(), "input"));
        for (NodeProto node : graph.nodes()) {
            hash.add(node);
        }
        return hash;
    }

    /** Returns the digest of a value. */
    String of(String value) {
        return hashes.computeIfAbsent(value, name -> {
            TensorProto constant = graph.constant(name);
            return constant == null ? "name " + name : of(constant);
        });
    }

    private void add(NodeProto node) {
        if (isTransparent(node)) {
            hashes.put(node.getOutput(0), of(node.getInput(0)));
            return;
        }
        if (graph.constant(node.getOutput(0)) != null) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((node.getDomain() + '\0' + node.getOpType() + '\0').getBytes(UTF_8));
        node.getAttributeList().stream()
                .sorted(Comparator.comparing(AttributeProto::getName))
                .forEach(attribute -> bytes.writeBytes(
                        attribute.toBuilder().clearDocString().build().toByteArray()));
        List<String> captured = List.copyOf(GraphView.captured(node));
        for (String input : node.getInputList()) {
            bytes.writeBytes(('\0' + (input.isEmpty() ? "" : of(input))).getBytes(UTF_8));
        }
        for (String input : captured) {
            bytes.writeBytes(('\0' + of(input)).getBytes(UTF_8));
        }
        String hash = digest(bytes);
        for (int i = 0; i < node.getOutputCount(); i++) {
            hashes.put(node.getOutput(i), hash + "." + i);
        }
    }

    /** Returns whether the first output of a node is its first input. */
    private boolean isTransparent(NodeProto node) {
        if (GraphView.isStandard(node, "Dropout")) {
            return node.getInputCount() < 3 || node.getInput(2).isEmpty();
        }
        return GraphView.isStandard(node, "Identity");
    }

    /** Returns the digest of type, shape and values; the field that holds the values does not count. */
    static String of(TensorProto tensor) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((tensor.getDataType() + " " + tensor.getDimsList() + '\0').getBytes(UTF_8));
        if (tensor.hasRawData()) {
            bytes.writeBytes(tensor.getRawData().toByteArray());
        } else if (tensor.getFloatDataCount() > 0) {
            ByteBuffer values = ByteBuffer.allocate(tensor.getFloatDataCount() * Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);
            tensor.getFloatDataList().forEach(values::putFloat);
            bytes.writeBytes(values.array());
        } else if (tensor.getInt64DataCount() > 0) {
            ByteBuffer values =
                    ByteBuffer.allocate(tensor.getInt64DataCount() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            tensor.getInt64DataList().forEach(values::putLong);
            bytes.writeBytes(values.array());
        } else {
            bytes.writeBytes(
                    tensor.toBuilder().clearName().clearDocString().build().toByteArray());
        }
        return digest(bytes);
    }

    private static String digest(ByteArrayOutputStream bytes) {
        return Checksum.sha256(ByteBuffer.wrap(bytes.toByteArray()));
    }
}
