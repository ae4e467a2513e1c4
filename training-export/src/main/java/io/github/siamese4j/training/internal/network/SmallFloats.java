package io.github.siamese4j.training.internal.network;

/** Numbers of two bytes, as files keep weights small. Each has an exact float32. */
public final class SmallFloats {
    private static final int HALF_FRACTION_BITS = 10;
    private static final int HALF_BIAS = 15;
    private static final int HALF_SPECIAL = 31;

    private SmallFloats() {}

    /**
     * IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits.
     *
     * @param bits the two bytes
     * @return the same number
     */
    public static float fromFloat16(short bits) {
        int exponent = bits >>> HALF_FRACTION_BITS & HALF_SPECIAL;
        int fraction = bits & (1 << HALF_FRACTION_BITS) - 1;
        float magnitude;
        if (exponent == HALF_SPECIAL) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            magnitude = Math.scalb((float) fraction, 1 - HALF_BIAS - HALF_FRACTION_BITS);
        } else {
            float significand = fraction | 1 << HALF_FRACTION_BITS;
            magnitude = Math.scalb(significand, exponent - HALF_BIAS - HALF_FRACTION_BITS);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    /**
     * bfloat16: the upper half of a float32.
     *
     * @param bits the two bytes
     * @return the same number
     */
    public static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << Short.SIZE);
    }
}
