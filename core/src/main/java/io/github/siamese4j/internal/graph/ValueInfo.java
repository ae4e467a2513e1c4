package io.github.siamese4j.internal.graph;

import io.github.siamese4j.internal.model.ProtobufMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * An input or output of a graph. The type is 0 if the value is not a tensor. The shape is empty if the file does not
 * state the rank; a dimension of {@link #FREE} has a name or is unknown.
 */
public record ValueInfo(String name, int type, Optional<List<Long>> shape) {

    /** The size of a dimension that is not fixed. */
    public static final long FREE = -1;

    private static final String BATCH = "N";

    /** Reads a {@code ValueInfoProto}. */
    static ValueInfo of(ProtobufMessage message) {
        int type = 0;
        Optional<List<Long>> shape = Optional.empty();
        for (ProtobufMessage typeProto : message.messages(Onnx.VALUE_TYPE)) {
            for (ProtobufMessage tensor : typeProto.messages(Onnx.TYPE_TENSOR)) {
                type = (int) tensor.value(Onnx.TENSOR_TYPE_ELEMENT, 0);
                for (ProtobufMessage dims : tensor.messages(Onnx.TENSOR_TYPE_SHAPE)) {
                    shape = Optional.of(dims(dims));
                }
            }
        }
        return new ValueInfo(message.text(Onnx.VALUE_NAME), type, shape);
    }

    private static List<Long> dims(ProtobufMessage shape) {
        List<Long> dims = new ArrayList<>();
        for (ProtobufMessage dim : shape.messages(Onnx.SHAPE_DIM)) {
            long value = dim.has(Onnx.DIM_VALUE) ? dim.value(Onnx.DIM_VALUE, FREE) : FREE;
            dims.add(value > 0 ? value : FREE);
        }
        return dims;
    }

    /** Returns the message of this value. */
    ProtobufMessage message() {
        if (shape.isEmpty()) {
            return unshaped(name, type);
        }
        ProtobufMessage dims = new ProtobufMessage();
        for (long size : shape.get()) {
            dims.message(
                    Onnx.SHAPE_DIM,
                    size == FREE ? new ProtobufMessage() : new ProtobufMessage().number(Onnx.DIM_VALUE, size));
        }
        return message(name, shaped(type, dims));
    }

    /** Returns the message of a value without a shape. */
    static ProtobufMessage unshaped(String name, int type) {
        return message(name, new ProtobufMessage().number(Onnx.TENSOR_TYPE_ELEMENT, type));
    }

    /** Returns the message of an output whose type and shape follow from the graph. */
    static ProtobufMessage untyped(String name) {
        return new ProtobufMessage().text(Onnx.VALUE_NAME, name);
    }

    /** Returns the message of a scalar. */
    static ProtobufMessage scalar(String name, int type) {
        return message(name, shaped(type, new ProtobufMessage()));
    }

    /** Returns the message of a batch of items of the given shape; the size of the batch is free. */
    public static ProtobufMessage batch(String name, int type, long... item) {
        ProtobufMessage shape =
                new ProtobufMessage().message(Onnx.SHAPE_DIM, new ProtobufMessage().text(Onnx.DIM_PARAM, BATCH));
        for (long size : item) {
            shape.message(Onnx.SHAPE_DIM, new ProtobufMessage().number(Onnx.DIM_VALUE, size));
        }
        return message(name, shaped(type, shape));
    }

    /** Returns the message of a value with the given shape, in which a dimension of {@link #FREE} is free. */
    static ProtobufMessage shaped(String name, int type, long... dims) {
        ProtobufMessage shape = new ProtobufMessage();
        for (long size : dims) {
            shape.message(
                    Onnx.SHAPE_DIM,
                    size == FREE
                            ? new ProtobufMessage().text(Onnx.DIM_PARAM, BATCH)
                            : new ProtobufMessage().number(Onnx.DIM_VALUE, size));
        }
        return message(name, shaped(type, shape));
    }

    private static ProtobufMessage shaped(int type, ProtobufMessage shape) {
        return new ProtobufMessage().number(Onnx.TENSOR_TYPE_ELEMENT, type).message(Onnx.TENSOR_TYPE_SHAPE, shape);
    }

    private static ProtobufMessage message(String name, ProtobufMessage tensor) {
        return new ProtobufMessage()
                .text(Onnx.VALUE_NAME, name)
                .message(Onnx.VALUE_TYPE, new ProtobufMessage().message(Onnx.TYPE_TENSOR, tensor));
    }

    /** Returns this value under another name. */
    ValueInfo renamed(UnaryOperator<String> change) {
        return new ValueInfo(change.apply(name), type, shape);
    }

    /** Returns the size of a dimension, {@link #FREE} if the shape is unknown. */
    long dim(int index) {
        return shape.map(dims -> dims.get(index)).orElse(FREE);
    }

    /** Returns whether the value can be a batch of images with three channels. */
    boolean isImage() {
        return type != 0
                && (shape.isEmpty() || (shape.get().size() == 4 && (isChannels(dim(1)) || isChannels(dim(3)))));
    }

    private static boolean isChannels(long size) {
        return size == ImageSignature.CHANNELS || size == FREE;
    }

    @Override
    public String toString() {
        String dims = shape.map(sizes -> sizes.stream()
                        .map(size -> size == FREE ? "?" : size.toString())
                        .collect(Collectors.joining(", ", " [", "]")))
                .orElse("");
        return name + (type == 0 ? " (no tensor)" : " " + Onnx.typeName(type) + dims);
    }
}
