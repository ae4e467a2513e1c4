package io.github.siamese4j.internal.image;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes a decoder needs, and no others: of metadata, further frames and whatever follows the picture it sees
 * nothing.
 *
 * @param parts in order; slices of the file, and small replacements
 * @param shortage where the file is cut off, or null if the picture is complete
 */
record DecoderInput(List<ByteBuffer> parts, @Nullable String shortage) {

    DecoderInput {
        parts = List.copyOf(parts);
    }

    static DecoderInput complete(ByteBuffer... parts) {
        return new DecoderInput(List.of(parts), null);
    }

    static DecoderInput cutOff(Bytes file, String where) {
        return new DecoderInput(List.of(file.slice(0, file.size())), where);
    }

    /** The start of a file that should have been longer, or all of it. */
    static DecoderInput upTo(Bytes file, long end, String what) {
        return end <= file.size()
                ? complete(file.slice(0, (int) end))
                : cutOff(file, what + " would end at byte " + end);
    }

    int size() {
        return parts.stream().mapToInt(ByteBuffer::remaining).sum();
    }
}
