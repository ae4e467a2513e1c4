package io.github.siamese4j.internal.image;

import io.github.siamese4j.ImageLimits.Format;

/** WebP (RFC 9649): a RIFF file whose first chunk is of one of three kinds. */
final class WebpParser implements FormatParser {

    private static final int FIRST_CHUNK = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int ALPHA_FLAG = 0x10;

    private final Bytes file;
    private final ImageHeader header;

    WebpParser(Bytes file) {
        this.file = file;
        this.header = read(file);
    }

    @Override
    public ImageHeader header() {
        return header;
    }

    private static ImageHeader read(Bytes file) {
        int data = FIRST_CHUNK + CHUNK_HEADER;
        file.u8(data + 9);
        if (file.matches(FIRST_CHUNK, "VP8 ")) {
            boolean keyFrame = (file.u8(data) & 1) == 0;
            if (!keyFrame || !file.matches(data + 3, "\u009D\u0001*")) {
                throw file.invalid("a WebP that does not begin with a key frame");
            }
            return sized(file, file.u16le(data + 6) & 0x3FFF, file.u16le(data + 8) & 0x3FFF);
        }
        if (file.matches(FIRST_CHUNK, "VP8L")) {
            if (file.u8(data) != 0x2F) {
                throw file.invalid("a lossless WebP without its signature");
            }
            int bits = file.i32le(data + 1);
            return sized(file, (bits & 0x3FFF) + 1, (bits >>> 14 & 0x3FFF) + 1).withTransparent((bits >>> 28 & 1) != 0);
        }
        if (file.matches(FIRST_CHUNK, "VP8X")) {
            return sized(file, file.u24le(data + 4) + 1, file.u24le(data + 7) + 1)
                    .withTransparent((file.u8(data) & ALPHA_FLAG) != 0)
                    .withOrientation(orientation(file));
        }
        throw file.invalid("a WebP without an image chunk");
    }

    @Override
    public DecoderInput decoderInput() {
        long end = CHUNK_HEADER + file.u32le(4);
        return DecoderInput.upTo(file, end, "the RIFF container");
    }

    private static int orientation(Bytes file) {
        for (long at = FIRST_CHUNK; file.has(at, CHUNK_HEADER); ) {
            int chunk = (int) at;
            long size = file.u32le(chunk + 4);
            if (file.matches(chunk, "EXIF") && file.has(at + CHUNK_HEADER, size)) {
                int from = chunk + CHUNK_HEADER;
                return ExifOrientation.read(file, from, from + (int) size);
            }
            at += CHUNK_HEADER + size + (size & 1);
        }
        return 1;
    }

    private static ImageHeader sized(Bytes file, int width, int height) {
        if (width == 0 || height == 0) {
            throw file.invalid("a WebP of " + width + "×" + height + " pixels");
        }
        return ImageHeader.opaque(Format.WEBP, width, height);
    }
}
