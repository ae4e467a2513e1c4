package io.github.siamese4j.training.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Float16Test {

    private static final int LARGEST_FINITE = 0x7BFF;

    @Test
    void everyHalfComesBackExactly() {
        for (int bits = 0; bits <= LARGEST_FINITE; bits++) {
            float value = (float) valueOf(bits);
            assertThat(Float16.bits(value)).isEqualTo((short) bits);
            assertThat(Float16.bits(-value)).isEqualTo((short) (0x8000 | bits));
        }
    }

    /** Conversion is monotonic between these points, so they stand for all floats. */
    @Test
    void everyIntervalIsRoundedToTheNearerEndAndTiesToEven() {
        for (int bits = 0; bits < LARGEST_FINITE; bits++) {
            float middle = (float) ((valueOf(bits) + valueOf(bits + 1)) / 2);
            assertThat(Float16.bits(Math.nextDown(middle))).isEqualTo((short) bits);
            assertThat(Float16.bits(middle)).isEqualTo((short) (bits + (bits & 1)));
            assertThat(Float16.bits(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
        }
    }

    @Test
    void overflowsToInfinityFromHalfWayToTheNextPowerOfTwo() {
        assertThat(Float16.bits(65504)).isEqualTo((short) LARGEST_FINITE);
        assertThat(Float16.bits(Math.nextDown(65520f))).isEqualTo((short) LARGEST_FINITE);
        assertThat(Float16.bits(65520)).isEqualTo((short) 0x7C00);
        assertThat(Float16.bits(-Float.MAX_VALUE)).isEqualTo((short) 0xFC00);
        assertThat(Float16.bits(Float.POSITIVE_INFINITY)).isEqualTo((short) 0x7C00);
        assertThat(Float16.isFinite((short) LARGEST_FINITE)).isTrue();
        assertThat(Float16.isFinite((short) 0xFC00)).isFalse();
    }

    @Test
    void keepsNanAndTheSignOfZeroAndVanishesBelowHalfTheSmallest() {
        assertThat(Float16.bits(Float.NaN) & 0x7FFF).isGreaterThan(0x7C00);
        assertThat(Float16.bits(-0f)).isEqualTo((short) 0x8000);
        assertThat(Float16.bits(Float.MIN_VALUE)).isEqualTo((short) 0);
        assertThat(Float16.bits(0x1p-25f)).isEqualTo((short) 0);
        assertThat(Float16.bits(Math.nextUp(0x1p-25f))).isEqualTo((short) 1);
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
