package io.github.siamese4j.training.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.platform.Fp16Conversions;
import org.junit.jupiter.api.Test;

/** ONNX Runtime's conversions, which export and import rely on, against the definition in IEEE 754. */
class Fp16ConversionsTest {

    private static final int LARGEST_FINITE = 0x7BFF;

    @Test
    void everyHalfComesBackExactly() {
        for (int bits = 0; bits <= LARGEST_FINITE; bits++) {
            float value = (float) valueOf(bits);
            assertThat(Fp16Conversions.floatToFp16(value)).isEqualTo((short) bits);
            assertThat(Fp16Conversions.floatToFp16(-value)).isEqualTo((short) (0x8000 | bits));
            assertThat(Fp16Conversions.fp16ToFloat((short) bits)).isEqualTo(value);
            assertThat(Fp16Conversions.fp16ToFloat((short) (0x8000 | bits))).isEqualTo(-value);
        }
    }

    /** Conversion is monotonic between these points, so they cover all floats. */
    @Test
    void everyIntervalIsRoundedToTheNearerEndAndTiesToEven() {
        for (int bits = 0; bits < LARGEST_FINITE; bits++) {
            float middle = (float) ((valueOf(bits) + valueOf(bits + 1)) / 2);
            assertThat(Fp16Conversions.floatToFp16(Math.nextDown(middle))).isEqualTo((short) bits);
            assertThat(Fp16Conversions.floatToFp16(middle)).isEqualTo((short) (bits + (bits & 1)));
            assertThat(Fp16Conversions.floatToFp16(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
        }
    }

    @Test
    void overflowsToInfinityFromHalfWayToTheNextPowerOfTwo() {
        assertThat(Fp16Conversions.floatToFp16(65504)).isEqualTo((short) LARGEST_FINITE);
        assertThat(Fp16Conversions.floatToFp16(Math.nextDown(65520f))).isEqualTo((short) LARGEST_FINITE);
        assertThat(Fp16Conversions.floatToFp16(65520)).isEqualTo((short) 0x7C00);
        assertThat(Fp16Conversions.floatToFp16(-Float.MAX_VALUE)).isEqualTo((short) 0xFC00);
        assertThat(Fp16Conversions.floatToFp16(Float.POSITIVE_INFINITY)).isEqualTo((short) 0x7C00);
    }

    @Test
    void keepsNanAndTheSignOfZeroAndVanishesBelowHalfTheSmallest() {
        assertThat(Fp16Conversions.floatToFp16(Float.NaN) & 0x7FFF).isGreaterThan(0x7C00);
        assertThat(Fp16Conversions.floatToFp16(-0f)).isEqualTo((short) 0x8000);
        assertThat(Fp16Conversions.floatToFp16(Float.MIN_VALUE)).isEqualTo((short) 0);
        assertThat(Fp16Conversions.floatToFp16(0x1p-25f)).isEqualTo((short) 0);
        assertThat(Fp16Conversions.floatToFp16(Math.nextUp(0x1p-25f))).isEqualTo((short) 1);
    }

    @Test
    void infinityAndNanComeBack() {
        assertThat(Fp16Conversions.fp16ToFloat((short) 0x7C00)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Fp16Conversions.fp16ToFloat((short) 0xFC00)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Fp16Conversions.fp16ToFloat((short) 0x7E00)).isNaN();
        assertThat(Fp16Conversions.bf16ToFloat((short) 0x3FC0)).isEqualTo(1.5f);
        assertThat(Fp16Conversions.bf16ToFloat((short) 0xFF80)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Fp16Conversions.bf16ToFloat((short) 0x7FC0)).isNaN();
    }

    /** The definition in IEEE 754: (−1)^s · 2^(e − 15) · (1 + m / 1024), and 2⁻¹⁴ · m / 1024 where e is 0. */
    private static double valueOf(int bits) {
        int exponent = bits >> 10;
        int fraction = bits & 1023;
        return exponent == 0
                ? Math.pow(2, -14) * fraction / 1024
                : Math.pow(2, exponent - 15) * (1 + fraction / 1024.0);
    }
}
