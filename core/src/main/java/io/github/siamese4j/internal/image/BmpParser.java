package io.github.siamese4j.internal.image;

import io.github.siamese4j.ImageLimits.Format;
import io.github.siamese4j.internal.image.ImageHeader.Remainder;

/** Windows and OS/2 bitmaps: a file header, an info header whose length tells its version, then rows or run lengths. */
final class BmpParser implements FormatParser {

    private static final int INFO = 14;
    private static final int CORE_HEADER = 12;
    private static final int INFO_HEADER = 40;
    private static final int ALPHA_MASK_HEADER = 56;

    private static final int PLAIN = 0;
    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int MASKS = 3;

    /** Whether a bitmap begins here; the length of the info header tells it from text that begins with "BM". */
    static boolean begins(Bytes file) {
        if (!file.matches(0, "BM")) {
            return false;
        }
        if (!file.has(INFO, 4)) {
            return true;
        }
        return switch (file.i32le(INFO)) {
            case CORE_HEADER, INFO_HEADER, 52, ALPHA_MASK_HEADER, 64, 108, 124 -> true;
            default -> false;
        };
    }

    @Override
    public ImageHeader header(Bytes file) {
        boolean core = file.i32le(INFO) == CORE_HEADER;
        int width = core ? file.u16le(18) : file.i32le(18);
        int height = core ? file.u16le(20) : Math.abs(file.i32le(22));
        int bits = bits(file);
        int compression = compression(file);
        if (width <= 0 || height <= 0) {
            throw file.invalid("a bitmap of " + width + "×" + height + " pixels");
        }
        ImageHeader header = ImageHeader.opaque(Format.BMP, width, height);
        return switch (compression) {
            case PLAIN -> {
                if (bits != 1 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32) {
                    throw file.unsupported("a bitmap of " + bits + " bits per pixel");
                }
                yield bits == 16 ? header.withRemainder(new Remainder.White(0xF8, 0xF8, 0xF8)) : header;
            }
            case RLE8, RLE4 -> {
                if (bits != (compression == RLE8 ? 8 : 4)) {
                    throw file.invalid("a run-length bitmap of " + bits + " bits per pixel");
                }
                yield header;
            }
            case MASKS -> masked(file, header, bits);
            default -> throw file.unsupported("a bitmap of compression " + compression);
        };
    }

    @Override
    public DecoderInput decoderInput(Bytes file) {
        ImageHeader header = header(file);
        long data = file.u32le(10);
        if (compression(file) == RLE8 || compression(file) == RLE4) {
            return runLengths(file, data);
        }
        long row = ((long) header.width() * bits(file) + 31) / 32 * 4;
        return DecoderInput.upTo(file, data + row * header.height(), "its pixels");
    }

    private static ImageHeader masked(Bytes file, ImageHeader header, int bits) {
        int red = file.i32le(INFO + INFO_HEADER);
        int green = file.i32le(INFO + INFO_HEADER + 4);
        int blue = file.i32le(INFO + INFO_HEADER + 8);
        if (bits == 32 && red == 0xFF0000 && green == 0xFF00 && blue == 0xFF) {
            boolean alpha = file.i32le(INFO) >= ALPHA_MASK_HEADER && file.i32le(INFO + INFO_HEADER + 12) != 0;
            return header.withTransparent(alpha);
        }
        if (bits == 16 && red == 0x7C00 && green == 0x3E0 && blue == 0x1F) {
            return header.withRemainder(new Remainder.White(0xF8, 0xF8, 0xF8));
        }
        if (bits == 16 && red == 0xF800 && green == 0x7E0 && blue == 0x1F) {
            return header.withRemainder(new Remainder.White(0xF8, 0xFC, 0xF8));
        }
        throw file.unsupported("a bitmap of " + bits + " bits per pixel with unusual colour masks");
    }

    private static DecoderInput runLengths(Bytes file, long data) {
        boolean nibbles = compression(file) == RLE4;
        for (long at = data; file.has(at, 2); ) {
            int count = file.u8((int) at);
            int value = file.u8((int) at + 1);
            at += 2;
            if (count == 0 && value == 1) {
                return DecoderInput.complete(file.slice(0, (int) at));
            }
            if (count == 0 && value == 2) {
                at += 2;
            } else if (count == 0 && value > 2) {
                int bytes = nibbles ? (value + 1) / 2 : value;
                at += bytes + (bytes & 1);
            }
        }
        return DecoderInput.cutOff(file, "before the end-of-bitmap code");
    }

    private static int bits(Bytes file) {
        return file.i32le(INFO) == CORE_HEADER ? file.u16le(24) : file.u16le(28);
    }

    private static int compression(Bytes file) {
        return file.i32le(INFO) == CORE_HEADER ? PLAIN : file.i32le(30);
    }
}
