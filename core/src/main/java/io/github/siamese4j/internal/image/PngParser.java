package io.github.siamese4j.internal.image;

import io.github.siamese4j.ImageLimits.Format;
import io.github.siamese4j.internal.image.ImageHeader.Remainder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** PNG (W3C, third edition): a signature, then chunks of length, type, data and checksum. */
final class PngParser implements FormatParser {

    private static final int SIGNATURE = 8;
    /** Length, type and checksum of a chunk. */
    private static final int FRAMING = 12;

    private static final int GREY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int RGB_ALPHA = 6;

    private final Bytes file;
    private final ImageHeader header;
    private final int type;

    PngParser(Bytes file) {
        this.file = file;
        if (file.matches(SIGNATURE + 4, "CgBI")) {
            throw file.unsupported("a PNG of Apple's private variant (CgBI)");
        }
        file.u8(SIGNATURE + 8 + 12);
        if (!file.matches(SIGNATURE + 4, "IHDR") || file.u32be(SIGNATURE) != 13) {
            throw file.invalid("a PNG that does not begin with an IHDR chunk");
        }
        int width = file.i32be(SIGNATURE + 8);
        int height = file.i32be(SIGNATURE + 12);
        int bits = file.u8(SIGNATURE + 16);
        this.type = file.u8(SIGNATURE + 17);
        if (width <= 0 || height <= 0 || !known(bits, type)) {
            throw file.invalid(
                    "a PNG header of " + width + "×" + height + " pixels, bit depth " + bits + ", colour type " + type);
        }
        ImageHeader read =
                ImageHeader.opaque(Format.PNG, width, height).withTransparent(type == GREY_ALPHA || type == RGB_ALPHA);
        for (int at = SIGNATURE; file.has(at, 8) && file.has(at, end(file, at) - at); at = (int) end(file, at)) {
            if (file.matches(at + 4, "eXIf")) {
                read = read.withOrientation(ExifOrientation.read(file, at + 8, at + 8 + (int) file.u32be(at)));
            } else if (file.matches(at + 4, "tRNS") && type == GREY && file.u32be(at) >= 2) {
                read = read.withRemainder(new Remainder.TransparentGrey(delivered(file.u16be(at + 8), bits)));
            } else if (file.matches(at + 4, "tRNS") && (type == RGB || type == PALETTE)) {
                read = read.withTransparent(true);
            }
        }
        this.header = read;
    }

    @Override
    public ImageHeader header() {
        return header;
    }

    /** Keeps the chunks the pixels depend on. Others (colour profiles, texts, frames) may unpack to any size. */
    @Override
    public DecoderInput decoderInput() {
        List<ByteBuffer> parts = new ArrayList<>();
        boolean data = false;
        int keptFrom = 0;
        int keptTo = SIGNATURE;
        for (int at = SIGNATURE; ; ) {
            if (!file.has(at, 8) || !file.has(at, end(file, at) - at)) {
                parts.add(file.slice(keptFrom, keptTo));
                return new DecoderInput(parts, "in the chunk at byte " + at);
            }
            int end = (int) end(file, at);
            if (isNeeded(at, data)) {
                checkCrc(file, at, end);
                if (at != keptTo) {
                    parts.add(file.slice(keptFrom, keptTo));
                    keptFrom = at;
                }
                keptTo = end;
            }
            data |= file.matches(at + 4, "IDAT");
            if (file.matches(at + 4, "IEND")) {
                if (!data) {
                    throw file.invalid("a PNG without image data");
                }
                parts.add(file.slice(keptFrom, keptTo));
                return new DecoderInput(parts, null);
            }
            at = end;
        }
    }

    private boolean isNeeded(int at, boolean afterData) {
        if (file.matches(at + 4, "IHDR")) {
            if (at != SIGNATURE) {
                throw file.invalid("a PNG with two headers");
            }
            return true;
        }
        if (file.matches(at + 4, "IDAT") || file.matches(at + 4, "IEND")) {
            return true;
        }
        if (file.matches(at + 4, "PLTE")) {
            return type == PALETTE && !afterData;
        }
        if (file.matches(at + 4, "tRNS")) {
            return (type == PALETTE || type == RGB) && !afterData;
        }
        boolean critical = (file.u8(at + 4) & 0x20) == 0;
        if (critical) {
            throw file.unsupported("a PNG with an unknown critical chunk at byte " + at);
        }
        return false;
    }

    private static void checkCrc(Bytes file, int at, int end) {
        CRC32 crc = new CRC32();
        crc.update(file.slice(at + 4, end - 4));
        if (crc.getValue() != file.u32be(end - 4)) {
            throw file.invalid("the PNG chunk at byte " + at + " does not match its checksum");
        }
    }

    private static long end(Bytes file, int at) {
        return at + FRAMING + file.u32be(at);
    }

    /** Returns a grey value as the decoder returns it: fewer than 8 bits are scaled to 8. */
    private static int delivered(int grey, int bits) {
        return bits >= 8 ? grey : (grey & ((1 << bits) - 1)) * (255 / ((1 << bits) - 1));
    }

    private static boolean known(int bits, int type) {
        return switch (type) {
            case GREY -> bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
            case PALETTE -> bits == 1 || bits == 2 || bits == 4 || bits == 8;
            case RGB, GREY_ALPHA, RGB_ALPHA -> bits == 8 || bits == 16;
            default -> false;
        };
    }
}
