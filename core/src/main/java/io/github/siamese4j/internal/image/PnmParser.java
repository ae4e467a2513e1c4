package io.github.siamese4j.internal.image;

import io.github.siamese4j.ImageLimits.Format;
import io.github.siamese4j.internal.image.ImageHeader.Remainder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Portable anymaps of Netpbm: P1 to P3 as text, P4 to P6 as bytes. */
final class PnmParser implements FormatParser {

    private static final int MAX_MAX = 65_535;

    private final Bytes file;
    private final Layout layout;

    PnmParser(Bytes file) {
        this.file = file;
        this.layout = layout(file);
    }

    /** Returns whether a PNM begins here. The number or comment that must follow excludes other text. */
    static boolean begins(Bytes file) {
        if (!file.has(0, 3) || file.u8(0) != 'P' || file.u8(1) < '1' || file.u8(1) > '6') {
            return false;
        }
        int at = 2;
        while (at < file.size() && isSpace(file.u8(at))) {
            at++;
        }
        return at == file.size() || file.u8(at) == '#' || (at > 2 && isDigit(file.u8(at)));
    }

    @Override
    public ImageHeader header() {
        ImageHeader header = ImageHeader.opaque(Format.PNM, layout.width, layout.height);
        // OpenCV scales only text samples of up to 255 to 8 bits.
        boolean spread = layout.digits ? layout.max <= 255 : layout.max == 255;
        return spread || layout.max == MAX_MAX || layout.bitmap
                ? header
                : header.withRemainder(new Remainder.White(layout.max, layout.max, layout.max));
    }

    /** Replaces the header by a minimal one, because OpenCV does not accept comments everywhere. */
    @Override
    public DecoderInput decoderInput() {
        long samples = (long) layout.width * (layout.colour ? 3 : 1);
        long row = layout.bitmap ? (samples + 7) / 8 : layout.max > 255 ? samples * 2 : samples;
        DecoderInput whole = layout.digits
                ? digits(samples * layout.height)
                : DecoderInput.upTo(file, layout.data + row * layout.height, "its pixels");
        String size = "P" + (char) file.u8(1) + '\n' + layout.width + ' ' + layout.height + '\n';
        String header = layout.bitmap ? size : size + layout.max + '\n';
        ByteBuffer pixels = whole.parts().get(0);
        ByteBuffer afterHeader = pixels.slice(layout.data, pixels.remaining() - layout.data);
        // The last number ends only at the next byte.
        ByteBuffer end = ByteBuffer.wrap(new byte[] {'\n'});
        return new DecoderInput(
                List.of(ByteBuffer.wrap(header.getBytes(StandardCharsets.US_ASCII)), afterHeader, end),
                whole.shortage());
    }

    /** The values of the header, and the position of the pixels. */
    private record Layout(boolean digits, boolean bitmap, boolean colour, int width, int height, int max, int data) {}

    private static Layout layout(Bytes file) {
        int kind = file.u8(1) - '0';
        boolean bitmap = kind == 1 || kind == 4;
        int[] numbers = {0, 0, 1};
        int at = 2;
        for (int i = 0; i < (bitmap ? 2 : 3); i++) {
            at = skipSpace(file, at);
            long number = 0;
            int from = at;
            while (isDigit(file.u8(at)) && number <= Integer.MAX_VALUE) {
                number = number * 10 + file.u8(at++) - '0';
            }
            if (at == from || number < 1 || number > Integer.MAX_VALUE) {
                throw file.invalid("a PNM header without a number in 1.." + Integer.MAX_VALUE + " at byte " + from);
            }
            numbers[i] = (int) number;
        }
        if (numbers[2] > MAX_MAX) {
            throw file.invalid("a PNM of the largest value " + numbers[2] + ", at most " + MAX_MAX + " being allowed");
        }
        if (!isSpace(file.u8(at))) {
            throw file.invalid("a PNM header without white space at byte " + at);
        }
        return new Layout(kind <= 3, bitmap, kind == 3 || kind == 6, numbers[0], numbers[1], numbers[2], at + 1);
    }

    /** Counts the samples. A number at the end of the file counts only if no digit can be missing. */
    private DecoderInput digits(long wanted) {
        long found = 0;
        int at = layout.data;
        while (found < wanted) {
            while (at < file.size() && isSpace(file.u8(at))) {
                at++;
            }
            long number = 0;
            int from = at;
            while (at < file.size() && isDigit(file.u8(at)) && number <= MAX_MAX && !(layout.bitmap && at > from)) {
                number = number * 10 + file.u8(at++) - '0';
            }
            if (at == file.size() && (at == from || (!layout.bitmap && number * 10 <= layout.max))) {
                return DecoderInput.truncated(file, "after " + found + " of " + wanted + " samples");
            }
            if (at == from || number > layout.max) {
                throw file.invalid("a PNM without a number in 0.." + layout.max + " at byte " + from);
            }
            found++;
        }
        return DecoderInput.complete(file.slice(0, at));
    }

    private static int skipSpace(Bytes file, int from) {
        int at = from;
        while (isSpace(file.u8(at)) || file.u8(at) == '#') {
            at = file.u8(at) == '#' ? file.indexOf('\n', at) : at + 1;
        }
        return at;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
