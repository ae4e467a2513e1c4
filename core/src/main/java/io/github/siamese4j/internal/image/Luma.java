package io.github.siamese4j.internal.image;

/** The luma of ITU-R BT.601 in integer arithmetic, as Pillow computes it. */
public final class Luma {

    private Luma() {}

    /** Returns the luma, 0..255, of unsigned red, green and blue. */
    public static int of(byte red, byte green, byte blue) {
        return (19_595 * (red & 0xFF) + 38_470 * (green & 0xFF) + 7_471 * (blue & 0xFF) + 0x8000) >> 16;
    }
}
