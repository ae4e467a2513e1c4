package io.github.siamese4j.internal.image;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that the native decoder receives. Metadata, further frames and trailing bytes are left out.
 *
 * @param parts slices of the file and small replacements, in order
 * @param shortage the place where the file is truncated, or null if the image is complete
 */
record DecoderInput(List<ByteBuffer> parts, @Nullable String shortage) {

    DecoderInput {
        parts = List.copyOf(parts);
    }

    static DecoderInput complete(ByteBuffer... parts) {
        return new DecoderInput(List.of(parts), null);
    }

    static DecoderInput truncated(Bytes file, String where) {
        return new DecoderInput(List.of(file.slice(0, file.size())), where);
    }

    /** Returns the file up to a position, or all of a file that ends before. */
    static DecoderInput upTo(Bytes file, long end, String what) {
        return end <= file.size()
                ? complete(file.slice(0, (int) end))
                : truncated(file, what + " would end at byte " + end);
    }

    int size() {
        return parts.stream().mapToInt(ByteBuffer::remaining).sum();
    }
}
