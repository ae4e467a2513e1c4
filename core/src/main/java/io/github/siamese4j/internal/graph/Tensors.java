package io.github.siamese4j.internal.graph;

import io.github.siamese4j.internal.model.ProtobufMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Values of {@code TensorProto} messages. */
public final class Tensors {

    private Tensors() {}

    /** Returns the element type, one of {@link Onnx}. */
    public static int type(ProtobufMessage tensor) {
        return (int) tensor.value(Onnx.TENSOR_TYPE, 0);
    }

    /** Returns the dimensions. */
    public static long[] dims(ProtobufMessage tensor) {
        return tensor.numbers(Onnx.TENSOR_DIMS).stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    /** Returns the values of a tensor of the type float32 or float16. */
    public static float[] floats(ProtobufMessage tensor) {
        boolean half = type(tensor) == Onnx.FLOAT16;
        if (!tensor.has(Onnx.TENSOR_RAW)) {
            return half ? halves(tensor.numbers(Onnx.TENSOR_INT32S)) : floats(tensor.fixed32(Onnx.TENSOR_FLOATS));
        }
        ByteBuffer raw = tensor.allBytes(Onnx.TENSOR_RAW).get(0).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[raw.remaining() / (half ? Short.BYTES : Float.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = half ? half(raw.getShort()) : raw.getFloat();
        }
        return values;
    }

    private static float[] halves(List<Long> bits) {
        float[] values = new float[bits.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = half(bits.get(i).shortValue());
        }
        return values;
    }

    private static float[] floats(List<Integer> bits) {
        float[] values = new float[bits.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(bits.get(i));
        }
        return values;
    }

    /** Returns the little-endian bytes of float32 values. */
    public static ByteBuffer bytes(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    /** Returns the value of an IEEE 754 binary16 number. */
    static float half(short bits) {
        int exponent = bits >>> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double magnitude = switch (exponent) {
            case 0 -> fraction * 0x1p-24;
            case 0x1F -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb((double) (0x400 | fraction), exponent - 25);
        };
        return (float) (bits < 0 ? -magnitude : magnitude);
    }
}
