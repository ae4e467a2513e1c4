package io.github.siamese4j.internal.image;

import io.github.siamese4j.ImageLimits.Format;
import java.util.Optional;

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
    private static final int ALPHA_MASKS = 6;

    private final Bytes file;
    private final ImageHeader header;
    /** Negative if the first row is the top one. */
    private final int signedHeight;

    private final int bits;
    private final int compression;
    private final Optional<ColourMasks> masks;

    BmpParser(Bytes file) {
        this.file = file;
        boolean core = file.i32le(INFO) == CORE_HEADER;
        int width = core ? file.u16le(18) : file.i32le(18);
        this.signedHeight = core ? file.u16le(20) : file.i32le(22);
        this.bits = core ? file.u16le(24) : file.u16le(28);
        this.compression = core ? PLAIN : file.i32le(30);
        int height = Math.abs(signedHeight);
        if (width <= 0 || height <= 0) {
            throw file.invalid("a bitmap of " + width + "×" + height + " pixels");
        }
        requireKnown();
        this.masks = masks();
        boolean alpha = masks.isPresent() && masks.get().alpha() != 0;
        this.header = ImageHeader.opaque(Format.BMP, width, height).withTransparent(alpha);
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

    private void requireKnown() {
        switch (compression) {
            case PLAIN -> {
                if (bits != 1 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32) {
                    throw file.unsupported("a bitmap of " + bits + " bits per pixel");
                }
            }
            case RLE8, RLE4 -> {
                if (bits != (compression == RLE8 ? 8 : 4)) {
                    throw file.invalid("a run-length bitmap of " + bits + " bits per pixel");
                }
            }
            case MASKS, ALPHA_MASKS -> {
                if (bits != 16 && bits != 32) {
                    throw file.invalid("a bitmap with colour masks of " + bits + " bits per pixel");
                }
            }
            default -> throw file.unsupported("a bitmap of compression " + compression);
        }
    }

    private Optional<ColourMasks> masks() {
        if (compression == PLAIN) {
            return bits == 16 ? Optional.of(ColourMasks.RGB_555) : Optional.empty();
        }
        if (compression != MASKS && compression != ALPHA_MASKS) {
            return Optional.empty();
        }
        int at = INFO + INFO_HEADER;
        boolean alpha = compression == ALPHA_MASKS || file.i32le(INFO) >= ALPHA_MASK_HEADER;
        ColourMasks found = new ColourMasks(
                file.i32le(at), file.i32le(at + 4), file.i32le(at + 8), alpha ? file.i32le(at + 12) : 0);
        if (!found.isValid(bits)) {
            throw file.invalid("a bitmap of " + bits + " bits per pixel with impossible colour masks");
        }
        return Optional.of(
                found.alpha() == 0 || hasOpacity(found.alpha())
                        ? found
                        : new ColourMasks(found.red(), found.green(), found.blue(), 0));
    }

    /** Returns whether any pixel has opacity. Many writers leave the alpha channel zero and mean opaque pixels. */
    private boolean hasOpacity(int mask) {
        long width = file.i32le(18);
        long row = (width * bits + 31) / 32 * 4;
        long data = file.u32le(10);
        long end = data + row * Math.abs(signedHeight);
        int step = bits / 8;
        for (long y = data; y < end; y += row) {
            for (long at = y; at < y + width * step; at += step) {
                if (!file.has(at, step)) {
                    return false;
                }
                int pixel = step == 2 ? file.u16le((int) at) : file.i32le((int) at);
                if ((pixel & mask) != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public DecoderInput decoderInput() {
        long data = file.u32le(10);
        if (compression == RLE8 || compression == RLE4) {
            return runLengths(data);
        }
        long row = ((long) header.width() * bits + 31) / 32 * 4;
        DecoderInput input = DecoderInput.upTo(file, data + row * header.height(), "its pixels");
        return masks.isEmpty() || input.shortage() != null
                ? input
                : DecoderInput.complete(masks.get().rewrite(file, data, bits, header.width(), signedHeight));
    }

    /** Follows the runs to the end of the bitmap. Refuses runs that leave their row, which decoders wrap or cut. */
    private DecoderInput runLengths(long data) {
        boolean nibbles = compression == RLE4;
        long x = 0;
        long y = 0;
        for (long at = data; file.has(at, 2); ) {
            int count = file.u8((int) at);
            int value = file.u8((int) at + 1);
            at += 2;
            if (count > 0) {
                x += count;
            } else if (value == 0) {
                x = 0;
                y++;
            } else if (value == 1) {
                return DecoderInput.complete(file.slice(0, (int) at));
            } else if (value == 2 && file.has(at, 2)) {
                x += file.u8((int) at);
                y += file.u8((int) at + 1);
                at += 2;
            } else {
                int bytes = nibbles ? (value + 1) / 2 : value;
                at += bytes + (bytes & 1);
                x += value;
            }
            if (x > header.width() || (x > 0 && y >= header.height())) {
                throw file.invalid("a run of pixels passes the edge of a bitmap of " + header.width() + "×"
                        + header.height() + " pixels");
            }
        }
        return DecoderInput.truncated(file, "before the end-of-bitmap code");
    }
}
