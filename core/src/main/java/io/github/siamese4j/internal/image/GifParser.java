package io.github.siamese4j.internal.image;

import io.github.siamese4j.ImageLimits.Format;
import io.github.siamese4j.internal.image.ImageHeader.Remainder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** GIF (87a, 89a), up to the end of the first frame. */
final class GifParser implements FormatParser {

    private static final int SCREEN = 13;
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xF9;
    private static final int IMAGE = 0x2C;
    private static final int TRAILER = 0x3B;
    private static final int DESCRIPTOR = 10;
    private static final int HAS_TABLE = 0x80;

    private final Bytes file;
    private final FirstFrame frame;

    GifParser(Bytes file) {
        this.file = file;
        this.frame = find(file);
    }

    @Override
    public ImageHeader header() {
        int width = Math.max(file.u16le(6), frame.left + frame.width);
        int height = Math.max(file.u16le(8), frame.top + frame.height);
        ImageHeader header =
                ImageHeader.opaque(Format.GIF, width, height).withTransparent(frame.control.hasRemaining());
        return frame.width == width && frame.height == height
                ? header
                : header.withRemainder(new Remainder.Frame(frame.left, frame.top, frame.width, frame.height));
    }

    /**
     * Returns a GIF of the first frame alone, without background and offset. OpenCV would walk all frames before it
     * decodes one, require a background colour within the table, and paint it where browsers show nothing.
     */
    @Override
    public DecoderInput decoderInput() {
        int end = endOfBlocks(file, frame.data + 1);
        boolean cut = end < 0;
        ByteBuffer screen = ByteBuffer.allocate(SCREEN).order(ByteOrder.LITTLE_ENDIAN);
        screen.put(file.slice(0, 6)).putShort((short) frame.width).putShort((short) frame.height);
        screen.put((byte) file.u8(10)).put((byte) 0).put((byte) 0).flip();
        ByteBuffer descriptor = ByteBuffer.allocate(DESCRIPTOR).order(ByteOrder.LITTLE_ENDIAN);
        descriptor.put((byte) IMAGE).putInt(0).putShort((short) frame.width).putShort((short) frame.height);
        descriptor.put((byte) file.u8(frame.at + 9)).flip();
        ByteBuffer table = file.slice(SCREEN, SCREEN + tableSize(file.u8(10)));
        ByteBuffer data = file.slice(frame.at + DESCRIPTOR, cut ? file.size() : end);
        ByteBuffer trailer = ByteBuffer.wrap(new byte[] {TRAILER});
        DecoderInput input = DecoderInput.complete(screen, table, frame.control, descriptor, data, trailer);
        return cut ? new DecoderInput(input.parts(), "in the data of the first frame") : input;
    }

    /**
     * The first frame: the positions of its descriptor and of its pixels, and its graphic control extension if it has a
     * transparent colour, else an empty buffer.
     */
    private record FirstFrame(int at, int left, int top, int width, int height, ByteBuffer control, int data) {}

    private static FirstFrame find(Bytes file) {
        ByteBuffer control = ByteBuffer.allocate(0);
        int at = SCREEN + tableSize(file.u8(10));
        while (file.u8(at) == EXTENSION) {
            if (file.u8(at + 1) == GRAPHIC_CONTROL && file.u8(at + 2) == 4) {
                control = (file.u8(at + 3) & 1) == 0 ? ByteBuffer.allocate(0) : transparency(file.u8(at + 6));
            }
            at = endOfBlocks(file, at + 2);
            if (at < 0) {
                throw file.truncated("before the first frame");
            }
        }
        if (file.u8(at) != IMAGE) {
            throw file.invalid("a GIF without a frame");
        }
        int width = file.u16le(at + 5);
        int height = file.u16le(at + 7);
        if (width == 0 || height == 0) {
            throw file.invalid("a GIF frame of " + width + "×" + height + " pixels");
        }
        int data = at + DESCRIPTOR + tableSize(file.u8(at + 9));
        file.u8(data);
        return new FirstFrame(at, file.u16le(at + 1), file.u16le(at + 3), width, height, control, data);
    }

    private static ByteBuffer transparency(int index) {
        return ByteBuffer.wrap(new byte[] {EXTENSION, (byte) GRAPHIC_CONTROL, 4, 1, 0, 0, (byte) index, 0});
    }

    private static int tableSize(int flags) {
        return (flags & HAS_TABLE) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    /** Returns the position behind the empty block that ends a list of data blocks, or −1 if the file ends before. */
    private static int endOfBlocks(Bytes file, int from) {
        int at = from;
        while (file.has(at, 1)) {
            int length = file.u8(at);
            at += 1 + length;
            if (length == 0) {
                return at;
            }
        }
        return -1;
    }
}
