package io.github.siamese4j.features;

import java.nio.ByteBuffer;

/**
 * A grey picture.
 *
 * @param width in pixels
 * @param height in pixels
 * @param luma one unsigned byte a pixel, row by row; shared, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // internal and short-lived, never compared
record GreyPicture(int width, int height, byte[] luma) {

    /**
     * The luma of ITU-R BT.601, rounded, as most libraries compute it.
     *
     * @param rgb {@code height × width × 3} bytes from the buffer's position on; not moved
     */
    static GreyPicture ofRgb(int width, int height, ByteBuffer rgb) {
        byte[] bytes = new byte[width * height * 3];
        rgb.get(rgb.position(), bytes);
        byte[] luma = new byte[width * height];
        for (int i = 0, at = 0; i < luma.length; i++, at += 3) {
            int sum = 19_595 * (bytes[at] & 0xFF) + 38_470 * (bytes[at + 1] & 0xFF) + 7_471 * (bytes[at + 2] & 0xFF);
            luma[i] = (byte) ((sum + 0x8000) >> 16);
        }
        return new GreyPicture(width, height, luma);
    }
}
