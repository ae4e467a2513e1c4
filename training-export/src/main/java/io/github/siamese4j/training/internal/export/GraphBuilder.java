package io.github.siamese4j.training.internal.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.github.siamese4j.training.WeightStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A builder of an ONNX graph. Each value has the name of the node that computes it. The first dimension of inputs and
 * outputs is the free batch dimension {@code N}. Used by one thread, once.
 */
final class GraphBuilder {

    private static final String BATCH = "N";

    private final GraphProto.Builder graph;

    GraphBuilder(String name) {
        graph = GraphProto.newBuilder().setName(name);
    }

    /** Continues a graph that has no outputs. */
    GraphBuilder(GraphProto begun) {
        graph = begun.toBuilder();
    }

    GraphProto build() {
        return graph.build();
    }

    /** Declares an input {@code [N, sizes…]}. */
    String input(String name, TensorProto.DataType type, long... sizes) {
        graph.addInput(value(name, type, sizes));
        return name;
    }

    /** Declares the value {@code name} as a float32 output {@code [N, sizes…]}. */
    void output(String name, long... sizes) {
        graph.addOutput(value(name, TensorProto.DataType.FLOAT, sizes));
    }

    /** Adds a node whose only output has the node's name. */
    String node(String operator, String name, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(name)
                .addAllInput(inputs)
                .addOutput(name)
                .addAllAttribute(Arrays.asList(attributes)));
        return name;
    }

    /** Adds a float32 constant; a scalar without sizes. */
    String floats(String name, float[] values, long... sizes) {
        ByteBuffer bytes = buffer(values.length, Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return constant(name, TensorProto.DataType.FLOAT, bytes, sizes);
    }

    /** Adds an int64 constant of rank 1. */
    String longs(String name, long... values) {
        ByteBuffer bytes = buffer(values.length, Long.BYTES);
        bytes.asLongBuffer().put(values);
        return constant(name, TensorProto.DataType.INT64, bytes, values.length);
    }

    /**
     * Adds weights, and a node that converts them to float32 if they are stored in another type. The sizes are the
     * numbers of output and input channels, then height and width of the kernel if there is one.
     */
    String weights(String name, float[] values, WeightStorage storage, long... sizes) {
        return switch (storage) {
            case FLOAT32 -> floats(name, values, sizes);
            case FLOAT16 ->
                node(
                        "Cast",
                        name,
                        List.of(float16(name + ".float16", values, sizes)),
                        attribute("to", TensorProto.DataType.FLOAT.getNumber()));
            case INT8 -> {
                int kernel = Math.toIntExact(Arrays.stream(sizes).skip(2).reduce(1, Math::multiplyExact));
                Int8Weights quantized = Int8Weights.of(values, Math.toIntExact(sizes[0]), kernel);
                String bytes =
                        constant(name + ".int8", TensorProto.DataType.INT8, ByteBuffer.wrap(quantized.values()), sizes);
                String scales = floats(name + ".scale", quantized.scales(), sizes[0]);
                yield node("DequantizeLinear", name, List.of(bytes, scales), attribute("axis", 0));
            }
        };
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attributes(String name, long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(Arrays.stream(values).boxed().toList())
                .build();
    }

    private String float16(String name, float[] values, long... sizes) {
        return constant(name, TensorProto.DataType.FLOAT16, Float16Weights.of(name, values), sizes);
    }

    private String constant(String name, TensorProto.DataType type, ByteBuffer bytes, long... sizes) {
        // Nothing else refers to the array, so a copy is not needed.
        ByteString raw = UnsafeByteOperations.unsafeWrap(bytes.rewind());
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(raw);
        for (long size : sizes) {
            tensor.addDims(size);
        }
        graph.addInitializer(tensor);
        return name;
    }

    private static ByteBuffer buffer(int values, int bytesPerValue) {
        return ByteBuffer.allocate(Math.multiplyExact(values, bytesPerValue)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, long... sizes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDimBuilder().setDimParam(BATCH);
        for (long size : sizes) {
            shape.addDimBuilder().setDimValue(size);
        }
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
