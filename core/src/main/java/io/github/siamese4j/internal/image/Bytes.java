package io.github.siamese4j.internal.image;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits.Format;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an encoded image, with the name it has in messages. Reading past the end throws {@code IMAGE_TRUNCATED}.
 */
final class Bytes {

    private final String name;
    private final ByteBuffer buffer;
    private final Optional<Format> format;

    /** Wraps a heap or direct buffer from its start to its limit, and recognizes the format. */
    Bytes(String name, ByteBuffer buffer) {
        this.name = name;
        this.buffer = buffer;
        this.format = FormatParser.sniff(this);
    }

    private Bytes(String name, ByteBuffer buffer, Optional<Format> format) {
        this.name = name;
        this.buffer = buffer;
        this.format = format;
    }

    /** Returns the bytes of a file of which these are the beginning. */
    Bytes continued(ByteBuffer whole) {
        return new Bytes(name, whole, format);
    }

    /** Returns the format by the first bytes; empty if it is unknown. */
    Optional<Format> format() {
        return format;
    }

    int size() {
        return buffer.limit();
    }

    boolean has(long at, long count) {
        return at >= 0 && count >= 0 && at + count <= size();
    }

    int u8(int at) {
        if (at < 0 || at >= size()) {
            throw truncated("inside its header");
        }
        return buffer.get(at) & 0xFF;
    }

    int u16be(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    int u16le(int at) {
        return u8(at) | u8(at + 1) << 8;
    }

    int u24le(int at) {
        return u16le(at) | u8(at + 2) << 16;
    }

    int i32be(int at) {
        return u16be(at) << 16 | u16be(at + 2);
    }

    int i32le(int at) {
        return u16le(at) | u16le(at + 2) << 16;
    }

    long u32be(int at) {
        return i32be(at) & 0xFFFFFFFFL;
    }

    long u32le(int at) {
        return i32le(at) & 0xFFFFFFFFL;
    }

    /** Returns whether the bytes at a position are these characters; false if the file ends before. */
    boolean matches(int at, String latin1) {
        if (!has(at, latin1.length())) {
            return false;
        }
        for (int i = 0; i < latin1.length(); i++) {
            if (u8(at + i) != latin1.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the next position of a byte, or {@link #size()}. */
    int indexOf(int value, int from) {
        byte wanted = (byte) value;
        int end = size();
        for (int at = from; at < end; at++) {
            if (buffer.get(at) == wanted) {
                return at;
            }
        }
        return end;
    }

    /** Returns a part as a buffer that shares the bytes. */
    ByteBuffer slice(int from, int to) {
        return buffer.slice(from, to - from);
    }

    ImageException truncated(String where) {
        return refused(
                ErrorCode.IMAGE_TRUNCATED,
                "the file is truncated after " + size() + " bytes, " + where + "; copy it again");
    }

    ImageException invalid(String what) {
        return invalid(what, null);
    }

    ImageException invalid(String what, @Nullable Throwable cause) {
        return new ImageException(
                ErrorCode.IMAGE_INVALID, name + ": " + what + "; the file is damaged, copy or export it again", cause);
    }

    ImageException unsupported(String what) {
        return refused(ErrorCode.IMAGE_UNSUPPORTED, what + "; convert the image to PNG or a plain JPEG");
    }

    ImageException refused(ErrorCode code, String message) {
        return new ImageException(code, name + ": " + message);
    }
}
