package io.github.siamese4j.training.internal.export;

import ai.onnxruntime.platform.Fp16Conversions;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Weights that are stored as float16. */
final class Float16Weights {

    /** Exponent bits of float16, which are all set in infinity and NaN. */
    private static final int INFINITE = 0x7C00;

    private Float16Weights() {}

    /**
     * Returns the rounded values as little-endian bytes, from the start to the limit of the buffer. Throws
     * {@code WEIGHTS_OUT_OF_RANGE} if a value is beyond the range of float16.
     */
    static ByteBuffer of(String name, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Short.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            short half = Fp16Conversions.floatToFp16(values[i]);
            if ((half & INFINITE) == INFINITE) {
                throw new TrainingException(
                        Code.WEIGHTS_OUT_OF_RANGE,
                        name + "[" + i + "] is " + values[i]
                                + ", beyond the range of float16; store the weights as float32 or int8");
            }
            bytes.putShort(half);
        }
        return bytes.flip();
    }
}
