package io.github.siamese4j.internal.image;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ImageException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one encoded picture under the name it has in messages; reading behind the end is
 * {@code IMAGE_TRUNCATED}.
 */
final class Bytes {

    private final String name;
    private final ByteBuffer buffer;

    /**
     * Views a buffer, from its start to its limit.
     *
     * @param name of the picture in messages
     * @param buffer heap or direct
     */
    Bytes(String name, ByteBuffer buffer) {
        this.name = name;
        this.buffer = buffer;
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

    /** Whether these characters stand there; false when the bytes end before. */
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

    /** Where a byte next occurs, or {@link #size()}. */
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

    /** A part as a buffer of its own; no copy. */
    ByteBuffer slice(int from, int to) {
        return buffer.slice(from, to - from);
    }

    ImageException truncated(String where) {
        return refused(
                ErrorCode.IMAGE_TRUNCATED,
                "the file is cut off after " + size() + " bytes, " + where + "; copy it again");
    }

    ImageException invalid(String what) {
        return invalid(what, null);
    }

    ImageException invalid(String what, @Nullable Throwable cause) {
        return new ImageException(
                ErrorCode.IMAGE_INVALID, name + ": " + what + "; the file is damaged, copy or export it again", cause);
    }

    ImageException unsupported(String what) {
        return refused(ErrorCode.IMAGE_UNSUPPORTED, what + "; convert the picture to PNG or a plain JPEG");
    }

    ImageException refused(ErrorCode code, String message) {
        return new ImageException(code, name + ": " + message);
    }
}
