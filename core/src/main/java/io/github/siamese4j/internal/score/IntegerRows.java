package io.github.siamese4j.internal.score;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.internal.runtime.SharedWork;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings in seven bits a value, eight values a word. Immutable.
 *
 * <p>Each row has its own unit, a power of two, so that a difference depends on its two rows alone and rows of
 * different units are aligned by a shift. Seven bits rather than eight: AVX2 multiplies bytes and adds two products in
 * 16 bits, where 2 · 127 · 127 still fits. All CPUs therefore compute the same.
 */
final class IntegerRows {

    private static final int LARGEST = 127;
    private static final int BITS = 7;
    private static final int RANGE = 32;
    private static final long LOW = 0x7F7F7F7F7F7F7F7FL;
    private static final long HIGH = 0x8080808080808080L;
    private static final long ONES = 0x0101010101010101L;

    private final long[] words;
    private final int[] exponents;
    private final int rowWords;

    private IntegerRows(long[] words, int[] exponents, int rowWords) {
        this.words = words;
        this.exponents = exponents;
        this.rowWords = rowWords;
    }

    /**
     * Converts embeddings. Returns null if a value is negative, infinite or NaN, which seven bits without a sign cannot
     * hold.
     */
    static @Nullable IntegerRows of(List<Embedding> embeddings, int dimension) {
        int rowWords = IntegerHead.rowBytes(dimension) / Long.BYTES;
        int size = embeddings.size();
        long[] words = new long[Math.multiplyExact(size, rowWords)];
        int[] exponents = new int[size];
        AtomicBoolean fits = new AtomicBoolean(true);
        SharedWork.inRanges(size, RANGE, (from, to) -> {
            float[] values = new float[dimension];
            for (int row = from; row < to && fits.get(); row++) {
                embeddings.get(row).copyTo(FloatBuffer.wrap(values));
                float largest = largest(values);
                if (largest < Float.POSITIVE_INFINITY) {
                    exponents[row] = exponent(largest);
                    fill(words, row * rowWords, values, exponents[row]);
                } else {
                    fits.set(false);
                }
            }
        });
        return fits.get() ? new IntegerRows(words, exponents, rowWords) : null;
    }

    /** Returns the largest value; infinity if a value is negative or NaN. */
    private static float largest(float[] values) {
        float largest = 0;
        boolean fits = true;
        for (float value : values) {
            fits &= value >= 0;
            largest = Math.max(largest, value);
        }
        return fits ? largest : Float.POSITIVE_INFINITY;
    }

    /** Returns the smallest power of two, as its exponent, of which the largest value is at most 127 times. */
    private static int exponent(float largest) {
        double unit = (double) largest / LARGEST;
        int exponent = Math.max(Float.MIN_EXPONENT, Math.getExponent(unit));
        return unit > Math.scalb(1.0, exponent) ? exponent + 1 : exponent;
    }

    private static void fill(long[] words, int first, float[] values, int exponent) {
        float perUnit = Math.scalb(1f, -exponent);
        for (int i = 0; i < values.length; i++) {
            long rounded = (long) (values[i] * perUnit + 0.5f);
            words[first + (i >> 3)] |= rounded << ((i & 7) << 3);
        }
    }

    int size() {
        return exponents.length;
    }

    /** Writes |this row − other row|, value by value, in multiples of the returned unit. */
    float difference(int row, IntegerRows others, int other, long[] result) {
        int here = row * rowWords;
        int there = other * rowWords;
        int coarser = exponents[row] - others.exponents[other];
        if (coarser == 0) {
            difference(words, here, others.words, there, result);
        } else if (coarser < 0) {
            shift(words, here, -coarser, result);
            difference(result, 0, others.words, there, result);
        } else {
            shift(others.words, there, coarser, result);
            difference(result, 0, words, here, result);
        }
        return Math.scalb(1f, Math.max(exponents[row], others.exponents[other]));
    }

    /** Divides by a power of two and rounds, eight values at a time. The sum 127 + 64 still fits eight bits. */
    private static void shift(long[] words, int first, int bits, long[] result) {
        if (bits > BITS) {
            Arrays.fill(result, 0);
            return;
        }
        long half = ONES << (bits - 1);
        long mask = ONES * (0xFF >> bits);
        for (int i = 0; i < result.length; i++) {
            result[i] = (words[first + i] + half) >>> bits & mask;
        }
    }

    /**
     * Computes |a − b|, eight values at a time. 128 + a − b never borrows from the neighbouring value, and its high bit
     * is set where a ≥ b. Elsewhere the low bits are 128 − (b − a) and are negated.
     */
    private static void difference(long[] a, int fromA, long[] b, int fromB, long[] result) {
        for (int i = 0; i < result.length; i++) {
            long sum = (a[fromA + i] | HIGH) - b[fromB + i];
            long negative = ~sum & HIGH;
            long units = negative >>> BITS;
            result[i] = ((sum & LOW) ^ (negative - units)) + units;
        }
    }
}
