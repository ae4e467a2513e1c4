package io.github.siamese4j.internal.image;

import io.github.siamese4j.ImageLimits.Format;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JPEG (ITU T.81): marker segments, entropy-coded data between them. */
final class JpegParser implements FormatParser {

    private static final int SOF0 = 0xC0;
    private static final int SOF2 = 0xC2;
    private static final int SOF15 = 0xCF;
    private static final int DHT = 0xC4;
    private static final int JPG = 0xC8;
    private static final int DAC = 0xCC;
    private static final int RST0 = 0xD0;
    private static final int RST7 = 0xD7;
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int APP1 = 0xE1;
    private static final int TEM = 0x01;

    /** Usual progressive files have about ten scans. Each one costs a pass over the whole image. */
    private static final int MAX_SCANS = 100;

    private final Bytes file;
    private final ImageHeader header;
    private final boolean progressive;
    /** The position behind the last segment of the header. */
    private final int scans;

    JpegParser(Bytes file) {
        this.file = file;
        @Nullable ImageHeader frame = null;
        int orientation = 1;
        int kind = SOF0;
        int at = 2;
        while (true) {
            int marker = marker(file, at);
            if (marker < 0 || !file.has(marker, 3)) {
                break;
            }
            int code = file.u8(marker);
            if (code == SOS || code == EOI) {
                if (frame == null) {
                    throw file.invalid("a JPEG without a frame header");
                }
                break;
            }
            int end = standsAlone(code) ? marker + 1 : marker + 1 + file.u16be(marker + 1);
            if (isFrame(code)) {
                frame = frame(file, marker);
                kind = code;
            } else if (code == APP1 && orientation == 1 && file.matches(marker + 3, "Exif\0\0")) {
                orientation = ExifOrientation.read(file, marker + 3, end);
            }
            at = end;
        }
        if (frame == null) {
            throw file.truncated("before the size of the image");
        }
        this.header = frame.withOrientation(orientation);
        this.progressive = kind == SOF2;
        this.scans = at;
    }

    @Override
    public ImageHeader header() {
        return header;
    }

    @Override
    public DecoderInput decoderInput() {
        int scan = 0;
        for (int at = scans; ; ) {
            int marker = marker(file, at);
            if (marker < 0) {
                return truncated("before its end marker, in scan " + scan);
            }
            int code = file.u8(marker);
            if (code == EOI) {
                if (scan == 0) {
                    throw file.invalid("a JPEG without image data");
                }
                ByteBuffer whole = file.slice(0, marker + 1);
                // Of a progressive file, libjpeg smooths the missing blocks instead of filling them with grey.
                boolean cut = progressive && scan == 1 && hasMissingData();
                return new DecoderInput(List.of(whole), cut ? "inside its image data" : null);
            }
            if (standsAlone(code)) {
                at = marker + 1;
                continue;
            }
            if (!file.has(marker, 3)) {
                return truncated("inside a segment");
            }
            at = marker + 1 + file.u16be(marker + 1);
            if (code == SOS && ++scan > MAX_SCANS) {
                throw file.unsupported("a JPEG of more than " + MAX_SCANS + " scans");
            }
        }
    }

    @Override
    public boolean hasMissingData() {
        return new JpegBlocks(file).isIncomplete();
    }

    /** Adds an end marker. Without one, OpenCV returns nothing or all, depending on the place of the cut. */
    private DecoderInput truncated(String where) {
        ByteBuffer end = ByteBuffer.wrap(new byte[] {(byte) 0xFF, (byte) EOI});
        return new DecoderInput(List.of(file.slice(0, file.size()), end), where);
    }

    private static ImageHeader frame(Bytes file, int marker) {
        int code = file.u8(marker);
        int precision = file.u8(marker + 3);
        int height = file.u16be(marker + 4);
        int width = file.u16be(marker + 6);
        int components = file.u8(marker + 8);
        if (code > SOF2) {
            throw file.unsupported("a lossless, hierarchical or arithmetic JPEG (SOF" + (code - SOF0) + ")");
        }
        if (precision != 8) {
            throw file.unsupported("a JPEG of " + precision + " bits per sample, of which 8 are decoded");
        }
        if (components != 1 && components != 3 && components != 4) {
            throw file.unsupported("a JPEG of " + components + " components, of which 1, 3 and 4 are decoded");
        }
        if (width == 0 || height == 0) {
            throw file.invalid("a JPEG of " + width + "×" + height + " pixels");
        }
        return ImageHeader.opaque(Format.JPEG, width, height);
    }

    /**
     * Returns the position of the next marker's code byte, or −1 at the end. Stuffed zeros, restarts and fill bytes
     * belong to the data before it. So do stray bytes between segments, which decoders skip as well.
     */
    static int marker(Bytes file, int from) {
        for (int at = file.indexOf(0xFF, from); at + 1 < file.size(); at = file.indexOf(0xFF, at + 1)) {
            int code = file.u8(at + 1);
            if (code != 0 && code != 0xFF && (code < RST0 || code > RST7)) {
                return at + 1;
            }
        }
        return -1;
    }

    private static boolean isFrame(int code) {
        return code >= SOF0 && code <= SOF15 && code != DHT && code != JPG && code != DAC;
    }

    private static boolean standsAlone(int code) {
        return code == SOI || code == TEM;
    }
}
