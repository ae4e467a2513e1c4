package io.github.siamese4j.internal.image;

import io.github.siamese4j.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bits of a bitmap's pixels that hold red, green, blue and opacity (0 if there is none). OpenCV reads two layouts
 * of masks only, so bitmaps with masks are rewritten with 8 bits per channel.
 */
record ColourMasks(int red, int green, int blue, int alpha) {

    /** The masks of 16-bit pixels without masks of their own: 5 bits for each colour. */
    static final ColourMasks RGB_555 = new ColourMasks(0x7C00, 0x3E0, 0x1F, 0);

    private static final int FILE_HEADER = 14;
    private static final int INFO_HEADER = 40;
    private static final int V4_HEADER = 108;
    private static final int MASKS_FOLLOW = 3;

    /** Returns whether each mask is one run of bits within a pixel, and each colour has one. */
    boolean isValid(int bits) {
        return red != 0
                && green != 0
                && blue != 0
                && isRun(red, bits)
                && isRun(green, bits)
                && isRun(blue, bits)
                && isRun(alpha, bits);
    }

    private static boolean isRun(int mask, int bits) {
        long run = (mask & 0xFFFFFFFFL) >>> Integer.numberOfTrailingZeros(mask);
        return (mask & 0xFFFFFFFFL) >>> bits == 0 && (run & run + 1) == 0;
    }

    /**
     * Returns a bitmap of 8 bits per channel in a direct buffer, with opacity if there is a mask for it. Refuses one
     * that is larger than a buffer.
     *
     * @param bits the bits per pixel, 16 or 32
     * @param height the height in pixels; negative if the first row is the top one
     */
    ByteBuffer rewrite(Bytes file, long data, int bits, int width, int height) {
        int channels = alpha == 0 ? 3 : 4;
        int info = alpha == 0 ? INFO_HEADER : V4_HEADER;
        long row = ((long) width * channels + 3) / 4 * 4;
        int rows = Math.abs(height);
        long size = FILE_HEADER + info + row * rows;
        if (size > Integer.MAX_VALUE) {
            throw file.refused(
                    ErrorCode.IMAGE_TOO_LARGE,
                    width + "×" + rows + " pixels with colour masks need more than 2 GiB; scale the image down or"
                            + " convert it to PNG");
        }
        ByteBuffer out = ByteBuffer.allocateDirect((int) size).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 'B').put((byte) 'M').putInt(out.capacity()).putInt(0).putInt(FILE_HEADER + info);
        out.putInt(info).putInt(width).putInt(height).putShort((short) 1).putShort((short) (8 * channels));
        if (alpha != 0) {
            out.putInt(MASKS_FOLLOW).position(FILE_HEADER + INFO_HEADER);
            out.putInt(0xFF0000).putInt(0xFF00).putInt(0xFF).putInt(0xFF000000);
        }
        long from = ((long) width * bits + 31) / 32 * 4;
        for (int y = 0; y < rows; y++) {
            out.position((int) (FILE_HEADER + info + y * row));
            for (int x = 0, at = (int) (data + y * from); x < width; x++, at += bits / 8) {
                int pixel = bits == 16 ? file.u16le(at) : file.i32le(at);
                out.put(channel(pixel, blue)).put(channel(pixel, green)).put(channel(pixel, red));
                if (alpha != 0) {
                    out.put(channel(pixel, alpha));
                }
            }
        }
        return out.rewind();
    }

    private static byte channel(int pixel, int mask) {
        int shift = Integer.numberOfTrailingZeros(mask);
        long most = (mask & 0xFFFFFFFFL) >>> shift;
        long value = (pixel & mask & 0xFFFFFFFFL) >>> shift;
        return (byte) ((value * 255 + most / 2) / most);
    }
}
