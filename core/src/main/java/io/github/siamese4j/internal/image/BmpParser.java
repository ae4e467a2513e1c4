package io.github.siamese4j.internal.image;

import io.github.siamese4j.ImageLimits.Format;
import io.github.siamese4j.internal.image.ImageHeader.Remainder;

/** Windows and OS/2 bitmaps: a file header, an info header whose length is its version, then rows or run lengths. */
final class BmpParser implements FormatParser {

    private static final int INFO = 14;
    private static final int CORE_HEADER = 12;
    private static final int INFO_HEADER = 40;
    private static final int ALPHA_MASK_HEADER = 56;

    private static final int PLAIN = 0;
    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int MASKS = 3;

    private final Bytes file;
    private final ImageHeader header;
    private final int bits;
    private final int compression;

    BmpParser(Bytes file) {
        this.file = file;
        boolean core = file.i32le(INFO) == CORE_HEADER;
        int width = core ? file.u16le(18) : file.i32le(18);
        int height = core ? file.u16le(20) : Math.abs(file.i32le(22));
        this.bits = core ? file.u16le(24) : file.u16le(28);
        this.compression = core ? PLAIN : file.i32le(30);
        if (width <= 0 || height <= 0) {
            throw file.invalid("a bitmap of " + width + "×" + height + " pixels");
        }
        this.header = header(ImageHeader.opaque(Format.BMP, width, height));
    }

    /** Returns whether a bitmap begins here. The length of the info header excludes text that begins with "BM". */
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
    public ImageHeader header() {
        return header;
    }

    private ImageHeader header(ImageHeader plain) {
        return switch (compression) {
            case PLAIN -> {
                if (bits != 1 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32) {
                    throw file.unsupported("a bitmap of " + bits + " bits per pixel");
                }
                yield bits == 16 ? plain.withRemainder(new Remainder.White(0xF8, 0xF8, 0xF8)) : plain;
            }
            case RLE8, RLE4 -> {
                if (bits != (compression == RLE8 ? 8 : 4)) {
                    throw file.invalid("a run-length bitmap of " + bits + " bits per pixel");
                }
                yield plain;
            }
            case MASKS -> masked(plain);
            default -> throw file.unsupported("a bitmap of compression " + compression);
        };
    }

    @Override
    public DecoderInput decoderInput() {
        long data = file.u32le(10);
        if (compression == RLE8 || compression == RLE4) {
            return runLengths(data);
        }
        long row = ((long) header.width() * bits + 31) / 32 * 4;
        return DecoderInput.upTo(file, data + row * header.height(), "its pixels");
    }

    private ImageHeader masked(ImageHeader plain) {
        int red = file.i32le(INFO + INFO_HEADER);
        int green = file.i32le(INFO + INFO_HEADER + 4);
        int blue = file.i32le(INFO + INFO_HEADER + 8);
        if (bits == 32 && red == 0xFF0000 && green == 0xFF00 && blue == 0xFF) {
            boolean alpha = file.i32le(INFO) >= ALPHA_MASK_HEADER && file.i32le(INFO + INFO_HEADER + 12) != 0;
            return plain.withTransparent(alpha);
        }
        if (bits == 16 && red == 0x7C00 && green == 0x3E0 && blue == 0x1F) {
            return plain.withRemainder(new Remainder.White(0xF8, 0xF8, 0xF8));
        }
        if (bits == 16 && red == 0xF800 && green == 0x7E0 && blue == 0x1F) {
            return plain.withRemainder(new Remainder.White(0xF8, 0xFC, 0xF8));
        }
        throw file.unsupported("a bitmap of " + bits + " bits per pixel with unusual colour masks");
    }

    private DecoderInput runLengths(long data) {
        boolean nibbles = compression == RLE4;
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
        return DecoderInput.truncated(file, "before the end-of-bitmap code");
    }
}
