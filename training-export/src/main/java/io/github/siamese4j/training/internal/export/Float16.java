package io.github.siamese4j.training.internal.export;

/** IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits. */
final class Float16 {

    private static final int SIGN = 0x8000;
    private static final int INFINITY = 0x7C00;
    private static final int QUIET_NAN = 0x7E00;
    private static final int FLOAT_INFINITY = 0x7F800000;

    /**
     * Bits of 65520, half way between the largest finite half (65504) and the next power of two: rounds to infinity.
     */
    private static final int FLOAT_OVERFLOW = 0x477FF000;

    /** Bits of 2⁻¹⁴, the smallest normal half. */
    private static final int FLOAT_SMALLEST_NORMAL = 0x38800000;

    /** Moves the exponent bias from 127 to 15, in float bits. */
    private static final int REBIAS = (127 - 15) << 23;

    private Float16() {}

    /**
     * The half nearest to a value, ties to even; infinity from 65520 upward.
     *
     * @param value any float
     * @return the 16 bits
     */
    static short bits(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & SIGN;
        int magnitude = bits & 0x7FFFFFFF;
        int half;
        if (magnitude > FLOAT_INFINITY) {
            half = QUIET_NAN;
        } else if (magnitude >= FLOAT_OVERFLOW) {
            half = INFINITY;
        } else if (magnitude < FLOAT_SMALLEST_NORMAL) {
            // Subnormal halves are multiples of 2⁻²⁴; the product is exact, and rounding up to 1024 yields the smallest
            // normal.
            half = (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24);
        } else {
            int rebiased = magnitude - REBIAS;
            int even = (rebiased >>> 13) & 1;
            half = (rebiased + 0xFFF + even) >>> 13;
        }
        return (short) (sign | half);
    }

    static boolean isFinite(short bits) {
        return (bits & INFINITY) != INFINITY;
    }
}
