package io.github.siamese4j.internal.image;

import io.github.siamese4j.ImageLimits.Format;
import io.github.siamese4j.internal.image.ImageHeader.Remainder;

/** TIFF 6.0, the first directory: strips or tiles of 1, 4, 8 or 16 bits. */
final class TiffParser implements FormatParser {

    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int PHOTOMETRIC = 262;
    private static final int STRIP_OFFSETS = 273;
    private static final int ORIENTATION = 274;
    private static final int STRIP_BYTES = 279;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    private static final int EXTRA_SAMPLES = 338;

    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int OLD_JPEG = 6;
    private static final int BLACK_IS_ZERO = 1;
    private static final int RGB = 2;

    private final Bytes file;
    private final ImageHeader header;
    private final Directory directory;

    TiffParser(Bytes file) {
        this.file = file;
        this.directory = new Directory(file);
        long width = directory.value(WIDTH, 0);
        long height = directory.value(HEIGHT, 0);
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw file.invalid("a TIFF of " + width + "×" + height + " pixels");
        }
        long bits = directory.value(BITS, 1);
        long photometric = directory.value(PHOTOMETRIC, BLACK_IS_ZERO);
        boolean alpha = directory.count(EXTRA_SAMPLES) > 0;
        boolean deep = bits == 16 && !alpha && (photometric == BLACK_IS_ZERO || photometric == RGB);
        boolean known = bits == 1 || bits == 4 || bits == 8 || deep;
        if (!known || directory.value(COMPRESSION, 1) == OLD_JPEG) {
            throw file.unsupported("a TIFF of " + bits + " bits per sample, photometric interpretation " + photometric
                    + ", compression " + directory.value(COMPRESSION, 1));
        }
        // Tiles are decoded as a whole. A tile much larger than the image would bypass the limits.
        if (directory.value(TILE_WIDTH, 0) > width + 4096 || directory.value(TILE_HEIGHT, 0) > height + 4096) {
            throw file.invalid("a TIFF with tiles larger than the image");
        }
        // OpenCV always applies the orientation of a TIFF.
        boolean turned = Orientation.swapsSides((int) directory.value(ORIENTATION, 1));
        ImageHeader opaque =
                ImageHeader.opaque(Format.TIFF, (int) (turned ? height : width), (int) (turned ? width : height));
        this.header = alpha ? opaque.withTransparent(true).withRemainder(new Remainder.Premultiplied()) : opaque;
    }

    @Override
    public ImageHeader header() {
        return header;
    }

    @Override
    public DecoderInput decoderInput() {
        boolean tiled = directory.count(TILE_OFFSETS) > 0;
        int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
        int lengths = tiled ? TILE_BYTES : STRIP_BYTES;
        long count = directory.count(offsets);
        if (count == 0 || count != directory.count(lengths)) {
            throw file.invalid("a TIFF without strips or tiles of known size");
        }
        for (int i = 0; i < count; i++) {
            long end = directory.value(offsets, i, 0) + directory.value(lengths, i, 0);
            if (end > file.size()) {
                return DecoderInput.truncated(file, "strip or tile " + i + " would end at byte " + end);
            }
        }
        return DecoderInput.complete(file.slice(0, file.size()));
    }

    /** The first image file directory. */
    private static final class Directory {

        private final Bytes file;
        private final boolean little;
        private final int entries;
        private final int from;

        Directory(Bytes file) {
            this.file = file;
            little = file.matches(0, "II");
            long at = u32(4);
            if (!file.has(at, 2)) {
                throw file.truncated("before its directory at byte " + at);
            }
            entries = u16((int) at);
            from = (int) at + 2;
            if (!file.has(from, 12L * entries + 4)) {
                throw file.truncated("inside its directory at byte " + at);
            }
            for (int entry = from; entry < from + 12 * entries; entry += 12) {
                long size = sizeOf(u16(entry + 2)) * u32(entry + 4);
                if (size > 4 && !file.has(u32(entry + 8), size)) {
                    throw file.truncated("before the values of tag " + u16(entry));
                }
            }
        }

        private static long sizeOf(int type) {
            return switch (type) {
                case SHORT, 8 -> 2;
                case LONG, 9, 11 -> 4;
                case 5, 10, 12 -> 8;
                default -> 1;
            };
        }

        long count(int tag) {
            int entry = entry(tag);
            return entry < 0 ? 0 : u32(entry + 4);
        }

        long value(int tag, long otherwise) {
            return value(tag, 0, otherwise);
        }

        long value(int tag, int index, long otherwise) {
            int entry = entry(tag);
            if (entry < 0) {
                return otherwise;
            }
            int type = u16(entry + 2);
            if (type != SHORT && type != LONG) {
                throw file.invalid("the TIFF tag " + tag + " is of type " + type);
            }
            int size = type == SHORT ? 2 : 4;
            long values = size * u32(entry + 4) <= 4 ? entry + 8 : u32(entry + 8);
            long at = values + (long) size * index;
            if (!file.has(at, size)) {
                throw file.truncated("before the values of tag " + tag + " at byte " + at);
            }
            return type == SHORT ? u16((int) at) : u32((int) at);
        }

        private int entry(int tag) {
            for (int i = 0, at = from; i < entries; i++, at += 12) {
                if (u16(at) == tag) {
                    return at;
                }
            }
            return -1;
        }

        private int u16(int at) {
            return little ? file.u16le(at) : file.u16be(at);
        }

        private long u32(int at) {
            return little ? file.u32le(at) : file.u32be(at);
        }
    }
}
