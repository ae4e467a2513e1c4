package io.github.siamese4j.internal.image;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the entropy-coded data of a JPEG (ITU T.81, annexes F and G) as far as needed to count its blocks. A file
 * whose second half was lost can still end in an end marker. Libjpeg fills the missing blocks with grey and only warns.
 */
final class JpegBlocks {

    private static final int SOF2 = 0xC2;
    private static final int DHT = 0xC4;
    private static final int RST0 = 0xD0;
    private static final int RST7 = 0xD7;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int DRI = 0xDD;
    private static final int BLOCK = 8;
    private static final int COEFFICIENTS = 64;

    private final Bytes file;
    private final HuffmanTable[] dc = new HuffmanTable[4];
    private final HuffmanTable[] ac = new HuffmanTable[4];
    private int restartInterval;
    private @Nullable Frame frame;

    JpegBlocks(Bytes file) {
        this.file = file;
    }

    private record Component(int id, int across, int down) {}

    private record Frame(boolean progressive, int width, int height, List<Component> components) {

        int mostAcross() {
            int most = 1;
            for (Component component : components) {
                most = Math.max(most, component.across);
            }
            return most;
        }

        int mostDown() {
            int most = 1;
            for (Component component : components) {
                most = Math.max(most, component.down);
            }
            return most;
        }

        @Nullable
        Component component(int id) {
            for (Component component : components) {
                if (component.id == id) {
                    return component;
                }
            }
            return null;
        }
    }

    /** Returns whether a scan ends before its last block. Of a progressive file, only the first scans are decoded. */
    boolean isIncomplete() {
        for (int at = JpegParser.marker(file, 2); at >= 0 && file.has(at, 3); ) {
            int code = file.u8(at);
            if (code == EOI) {
                return false;
            }
            int length = file.u16be(at + 1);
            int data = at + 3;
            switch (code) {
                case DHT -> huffmanTables(data, at + 1 + length);
                case DRI -> restartInterval = file.u16be(data);
                case SOS -> {
                    if (isCut(data, at + 1 + length)) {
                        return true;
                    }
                }
                default -> {
                    if (code >= 0xC0 && code <= SOF2) {
                        frame = frame(code, data);
                    }
                }
            }
            at = JpegParser.marker(file, at + 1 + length);
        }
        return false;
    }

    private Frame frame(int code, int at) {
        List<Component> components = new ArrayList<>();
        int count = file.u8(at + 5);
        for (int i = 0; i < count; i++) {
            int sampling = file.u8(at + 7 + 3 * i);
            components.add(
                    new Component(file.u8(at + 6 + 3 * i), Math.max(1, sampling >> 4), Math.max(1, sampling & 15)));
        }
        return new Frame(code == SOF2, file.u16be(at + 3), file.u16be(at + 1), components);
    }

    private void huffmanTables(int from, int to) {
        for (int at = from; at + 17 <= to; ) {
            HuffmanTable table = new HuffmanTable(file, at + 1);
            (file.u8(at) >> 4 == 0 ? dc : ac)[file.u8(at) & 3] = table;
            at += 17 + table.values();
        }
    }

    /** Returns whether the scan with this header ends early. Returns false if it cannot be decoded at all. */
    private boolean isCut(int header, int data) {
        if (frame == null) {
            return false;
        }
        int count = file.u8(header);
        int selection = header + 1 + 2 * count;
        boolean first = file.u8(selection) == 0 && file.u8(selection + 2) >> 4 == 0;
        if (frame.progressive && !first) {
            return false;
        }
        Component[] components = new Component[count];
        HuffmanTable[] dcOf = new HuffmanTable[count];
        HuffmanTable[] acOf = new HuffmanTable[count];
        for (int i = 0; i < count; i++) {
            Component component = frame.component(file.u8(header + 1 + 2 * i));
            int tables = file.u8(header + 2 + 2 * i);
            dcOf[i] = dc[tables >> 4 & 3];
            acOf[i] = ac[tables & 3];
            if (component == null || dcOf[i] == null || (!frame.progressive && acOf[i] == null)) {
                return false;
            }
            components[i] = component;
        }
        Bits bits = new Bits(data);
        long units = units(frame, components);
        for (long unit = 0; unit < units; unit++) {
            if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0) {
                bits.restart();
            }
            for (int i = 0; i < count; i++) {
                int blocks = count == 1 ? 1 : components[i].across * components[i].down;
                for (int block = 0; block < blocks; block++) {
                    skipBlock(bits, dcOf[i], frame.progressive ? null : acOf[i]);
                    if (bits.ended) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Returns the number of minimum coded units of a scan: blocks if it has one component. */
    private static long units(Frame frame, Component[] components) {
        if (components.length > 1) {
            return (long) parts(frame.width, BLOCK * frame.mostAcross())
                    * parts(frame.height, BLOCK * frame.mostDown());
        }
        int width = parts(frame.width * components[0].across, frame.mostAcross());
        int height = parts(frame.height * components[0].down, frame.mostDown());
        return (long) parts(width, BLOCK) * parts(height, BLOCK);
    }

    private static int parts(int whole, int part) {
        return (whole + part - 1) / part;
    }

    private static void skipBlock(Bits bits, HuffmanTable dcTable, @Nullable HuffmanTable acTable) {
        bits.skip(dcTable.next(bits) & 15);
        for (int k = 1; acTable != null && k < COEFFICIENTS && !bits.ended; k++) {
            int symbol = acTable.next(bits);
            int size = symbol & 15;
            int zeros = symbol >> 4;
            if (size == 0 && zeros < 15) {
                return;
            }
            k += zeros;
            bits.skip(size);
        }
    }

    /** A canonical code (T.81, annex C). */
    private static final class HuffmanTable {

        private final int[] counts = new int[17];
        private final int[] symbols;

        HuffmanTable(Bytes file, int at) {
            int total = 0;
            for (int length = 1; length <= 16; length++) {
                counts[length] = file.u8(at + length - 1);
                total += counts[length];
            }
            symbols = new int[total];
            for (int i = 0; i < total; i++) {
                symbols[i] = file.u8(at + 16 + i);
            }
        }

        int values() {
            return symbols.length;
        }

        /** Returns the next symbol; 0 for a code that is not in the table, as libjpeg does. */
        int next(Bits bits) {
            int code = 0;
            int firstCode = 0;
            int firstSymbol = 0;
            for (int length = 1; length <= 16; length++) {
                code |= bits.next();
                if (code - firstCode < counts[length]) {
                    return symbols[firstSymbol + code - firstCode];
                }
                firstSymbol += counts[length];
                firstCode = (firstCode + counts[length]) << 1;
                code <<= 1;
            }
            return 0;
        }
    }

    /** Bits of one scan, without stuffed zeros. Behind the data there are zeros, and {@code ended} is true. */
    private final class Bits {

        private int at;
        private int current;
        private int left;
        private boolean ended;

        Bits(int at) {
            this.at = at;
        }

        int next() {
            if (left == 0) {
                fill();
            }
            left--;
            return current >> left & 1;
        }

        void skip(int count) {
            for (int i = 0; i < count; i++) {
                next();
            }
        }

        private void fill() {
            left = 8;
            current = 0;
            if (!file.has(at, 1)) {
                ended = true;
                return;
            }
            int value = file.u8(at);
            if (value != 0xFF) {
                current = value;
                at++;
            } else if (file.has(at, 2) && file.u8(at + 1) == 0) {
                current = value;
                at += 2;
            } else {
                ended = true;
            }
        }

        /** Goes on behind the next restart marker, if that is the next marker. */
        void restart() {
            left = 0;
            for (int i = at; file.has(i, 2); i++) {
                int code = file.u8(i) == 0xFF ? file.u8(i + 1) : 0;
                if (code >= RST0 && code <= RST7) {
                    at = i + 2;
                    return;
                }
                if (code != 0 && code != 0xFF) {
                    return;
                }
            }
        }
    }
}
