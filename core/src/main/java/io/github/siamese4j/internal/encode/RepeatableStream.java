package io.github.siamese4j.internal.encode;

import io.github.siamese4j.Image;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The image of a stream that can be used more than once. It keeps the bytes that a use reads, and the next use begins
 * with them. Not thread-safe: one use follows another.
 */
final class RepeatableStream implements Supplier<InputStream> {

    private final Image.Stream image;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private @Nullable InputStream source;

    private RepeatableStream(Image.Stream image) {
        this.image = image;
    }

    /** Returns an image with the same bytes that can be used more than once; other images than streams unchanged. */
    static Image of(Image image) {
        return image instanceof Image.Stream stream ? Image.of(new RepeatableStream(stream)) : image;
    }

    @Override
    public InputStream get() {
        InputStream rest = source == null ? image.use() : source;
        source = rest;
        return new SequenceInputStream(new ByteArrayInputStream(kept.toByteArray()), new Keeping(rest));
    }

    /** Keeps the bytes that are read. Does not close the source, which belongs to the caller. */
    private final class Keeping extends InputStream {

        private final InputStream rest;

        Keeping(InputStream rest) {
            this.rest = rest;
        }

        @Override
        public int read() throws IOException {
            int value = rest.read();
            if (value >= 0) {
                kept.write(value);
            }
            return value;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int count = rest.read(target, from, length);
            if (count > 0) {
                kept.write(target, from, count);
            }
            return count;
        }
    }
}
