package io.github.siamese4j.internal.score;

import io.github.siamese4j.Embedding;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings in seven bits a value, eight values in a word. Each row has a power of two of its own as its unit, so that
 * what a pair makes depends on the pair alone, and rows of different units meet by a shift. Seven bits, not eight:
 * where the processor multiplies bytes and adds two products in sixteen bits (AVX2), 2 · 127 · 127 still fits, and all
 * processors compute the same. Immutable.
 */
public final class IntegerRows {

    private static final int LARGEST = 127;
    private static final int BITS = 7;
    private static final long LOW = 0x7F7F7F7F7F7F7F7FL;
    private static final long HIGH = 0x8080808080808080L;
    private static final long ONES = 0x0101010101010101L;

    private final long[] words;
    private final int[] exponents;
    private final int rowWords;
    private final int first;
    private final int size;

    private IntegerRows(long[] words, int[] exponents, int rowWords, int first, int size) {
        this.words = words;
        this.exponents = exponents;
        this.rowWords = rowWords;
        this.first = first;
        this.size = size;
    }

    /**
     * Null if one of them has a value that is negative, infinite or NaN, which seven bits without a sign cannot hold.
     */
    public static @Nullable IntegerRows of(List<Embedding> embeddings, int dimension) {
        int rowWords = IntegerHead.rowBytes(dimension) / Long.BYTES;
        long[] words = new long[Math.multiplyExact(embeddings.size(), rowWords)];
        int[] exponents = new int[embeddings.size()];
        float[] values = new float[dimension];
        for (int row = 0; row < exponents.length; row++) {
            Embedding embedding = embeddings.get(row);
            if (embedding.dimension() != dimension) {
                throw new IllegalArgumentException(
                        "embeddings must be of the scorer's dimension " + dimension + ": " + embedding.dimension());
            }
            embedding.copyTo(FloatBuffer.wrap(values));
            float largest = largest(values);
            if (!(largest < Float.POSITIVE_INFINITY)) {
                return null;
            }
            exponents[row] = exponent(largest);
            fill(words, row * rowWords, values, exponents[row]);
        }
        return new IntegerRows(words, exponents, rowWords, 0, exponents.length);
    }

    /** Infinity if a value cannot be held. */
    private static float largest(float[] values) {
        float largest = 0;
        boolean fits = true;
        for (float value : values) {
            fits &= value >= 0;
            largest = Math.max(largest, value);
        }
        return fits ? largest : Float.POSITIVE_INFINITY;
    }

    /** The smallest unit, as a power of two, of which the largest value is 127 at most. */
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
        return size;
    }

    /** Some of the rows; nothing is copied. */
    public IntegerRows part(int from, int count) {
        return new IntegerRows(
                words, exponents, rowWords, first + Objects.checkFromIndexSize(from, count, size), count);
    }

    /**
     * The absolute difference, value by value, of this row, the only one, and another.
     *
     * @param result takes it
     * @return what one stands for in it
     */
    float difference(IntegerRows others, int index, long[] result) {
        int other = others.first + index;
        int here = first * rowWords;
        int there = other * rowWords;
        int coarser = exponents[first] - others.exponents[other];
        if (coarser == 0) {
            difference(words, here, others.words, there, result);
        } else if (coarser < 0) {
            shift(words, here, -coarser, result);
            difference(result, 0, others.words, there, result);
        } else {
            shift(others.words, there, coarser, result);
            difference(result, 0, words, here, result);
        }
        return Math.scalb(1f, Math.max(exponents[first], others.exponents[other]));
    }

    /** Divides by a power of two and rounds, eight values at a time; 127 + 64 still fits eight bits. */
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
     * |a − b|, eight values at a time: 128 + a − b borrows from no neighbour, its high bit says whether a ≥ b, and
     * where it is not, the other bits are 128 − (b − a), which is turned round.
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
