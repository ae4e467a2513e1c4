package io.github.siamese4j.internal.image;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.SiameseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** Reads streams of encoded images into native memory that belongs to the scope. */
final class StreamBytes {

    private static final String NAME = "image stream";
    private static final int BLOCK = 1 << 16;
    private static final int MAX_IDLE = 1000;

    private StreamBytes() {}

    /** Takes a stream from a supplier, reads it as {@link #read(InputStream, ImageLimits)} does, and closes it. */
    static Bytes read(Supplier<? extends InputStream> streams, ImageLimits limits) {
        try (InputStream stream = streams.get()) {
            if (stream == null) {
                throw new ImageException(
                        ErrorCode.IMAGE_UNREADABLE, NAME + ": the supplier returned null; return a new stream");
            }
            return readAll(stream, limits);
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
    }

    /**
     * Reads a stream to its end, or only its beginning if that is in no known format. Reads at most one byte more than
     * the limits allow, and refuses a stream that has it.
     */
    static Bytes read(InputStream stream, ImageLimits limits) {
        try {
            return readAll(stream, limits);
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
    }

    private static Bytes readAll(InputStream stream, ImageLimits limits) throws IOException {
        long most = Math.min(limits.maxBytes(), Integer.MAX_VALUE - 8);
        byte[] beginning = readBlock(stream, (int) Math.min(FileBytes.BEGINNING, most + 1));
        Bytes start = new Bytes(NAME, ByteBuffer.wrap(beginning));
        if (start.format().isEmpty()) {
            return start;
        }
        List<byte[]> blocks = new ArrayList<>(List.of(beginning));
        long size = beginning.length;
        byte[] block = beginning;
        while (block.length > 0 && size <= most) {
            block = readBlock(stream, (int) Math.min(BLOCK, most + 1 - size));
            blocks.add(block);
            size += block.length;
        }
        if (size > most) {
            throw start.refused(
                    ErrorCode.IMAGE_TOO_LARGE,
                    "more than " + most + " bytes; store the image smaller or raise ImageLimits");
        }
        OpenCv.load();
        ByteBuffer whole = new BytePointer(size).asByteBuffer();
        blocks.forEach(whole::put);
        return start.continued(whole.flip());
    }

    /**
     * Reads up to {@code length} bytes, fewer only at the end of the stream. Ends on an interrupt, and if the stream
     * keeps returning nothing.
     */
    private static byte[] readBlock(InputStream stream, int length) throws IOException {
        byte[] block = new byte[length];
        int filled = 0;
        int idle = 0;
        while (filled < length) {
            requireNotInterrupted();
            int read = stream.read(block, filled, length - filled);
            if (read < 0) {
                break;
            }
            idle = read == 0 ? idle + 1 : 0;
            if (idle == MAX_IDLE) {
                throw new IOException("the stream returned 0 bytes " + MAX_IDLE + " times in a row");
            }
            filled += read;
        }
        requireNotInterrupted();
        return filled == length ? block : Arrays.copyOf(block, filled);
    }

    private static SiameseException failed(Exception failure) {
        if (failure instanceof SiameseException typed) {
            return typed;
        }
        boolean timeout = failure instanceof SocketTimeoutException;
        if (failure instanceof ClosedByInterruptException || (failure instanceof InterruptedIOException && !timeout)) {
            // InterruptedIOException clears the status.
            Thread.currentThread().interrupt();
            return interrupted(failure);
        }
        return new ImageException(
                ErrorCode.IMAGE_UNREADABLE,
                NAME + ": reading failed (" + failure + "); check where the stream comes from",
                failure);
    }

    private static void requireNotInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(null);
        }
    }

    private static InferenceException interrupted(@Nullable Throwable cause) {
        return new InferenceException(
                ErrorCode.INTERRUPTED, NAME + ": interrupted while it was read; call again with a new stream", cause);
    }
}
