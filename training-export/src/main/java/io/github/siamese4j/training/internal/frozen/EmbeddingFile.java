package io.github.siamese4j.training.internal.frozen;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings in a file, row after row of float32 (little endian), that grows while images are encoded. The row of an
 * image that cannot be used is NaN. A row that a killed process wrote in part is written again.
 */
final class EmbeddingFile implements AutoCloseable {

    private static final int BUFFERED_ROWS = 32;

    private final Path file;
    private final SeekableByteChannel channel;
    private final ByteBuffer buffer;
    private final int dimension;
    private int rows;
    private @Nullable TrainingException failure;

    /**
     * Creates a file that is open.
     *
     * @param channel positioned after the last complete row; closed with this file
     */
    EmbeddingFile(Path file, SeekableByteChannel channel, int dimension, int rows) {
        this.file = file;
        this.channel = channel;
        this.dimension = dimension;
        this.rows = rows;
        this.buffer =
                ByteBuffer.allocate(BUFFERED_ROWS * dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Opens a file, or creates it. */
    static EmbeddingFile open(Path file, int dimension) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            long row = (long) dimension * Float.BYTES;
            int rows = Math.toIntExact(channel.size() / row);
            channel.truncate(rows * row);
            channel.position(rows * row);
            return new EmbeddingFile(file, channel, dimension, rows);
        } catch (IOException e) {
            throw closing(channel, failed(file, e));
        } catch (RuntimeException e) {
            throw closing(channel, e);
        }
    }

    private static <E extends RuntimeException> E closing(@Nullable FileChannel channel, E failure) {
        try (FileChannel closed = channel) {
            return failure;
        } catch (IOException e) {
            failure.addSuppressed(e);
            return failure;
        }
    }

    /** Returns the number of complete rows. */
    int rows() {
        return rows;
    }

    /** Appends an embedding, or the row of an image that cannot be used. */
    void append(@Nullable Embedding embedding) {
        if (failure != null) {
            throw failure;
        }
        float[] values = embedding == null ? new float[0] : embedding.toArray();
        for (int i = 0; i < dimension; i++) {
            buffer.putFloat(embedding == null ? Float.NaN : values[i]);
        }
        rows++;
        if (!buffer.hasRemaining()) {
            flush();
        }
    }

    /** Writes what is buffered. After a failure it writes nothing and fails again, so that no row is written twice. */
    void flush() {
        if (failure != null) {
            throw failure;
        }
        try {
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            buffer.clear();
        } catch (IOException e) {
            failure = failed(file, e);
            throw failure;
        }
    }

    /** Returns the rows; null for an image that cannot be used. */
    float[] @Nullable [] read() {
        flush();
        float[] @Nullable [] all = new float[rows][];
        ByteBuffer bytes = ByteBuffer.allocate(dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try {
            if (channel instanceof FileChannel stored) {
                stored.force(true);
            }
            channel.position(0);
            ByteBuffer chunk =
                    ByteBuffer.allocate(BUFFERED_ROWS * bytes.capacity()).order(ByteOrder.LITTLE_ENDIAN);
            for (int row = 0; row < rows; ) {
                int count = Math.min(BUFFERED_ROWS, rows - row);
                chunk.clear().limit(count * bytes.capacity());
                while (chunk.hasRemaining()) {
                    if (channel.read(chunk) < 0) {
                        throw new IOException("it ended at row " + row + " of " + rows);
                    }
                }
                chunk.flip();
                for (int i = 0; i < count; i++, row++) {
                    float[] values = new float[dimension];
                    chunk.asFloatBuffer().get(values);
                    chunk.position(chunk.position() + bytes.capacity());
                    all[row] = Float.isNaN(values[0]) ? null : values;
                }
            }
            return all;
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Writes what is buffered, unless writing failed before, and closes the file. */
    @Override
    public void close() {
        try (channel) {
            if (failure == null) {
                flush();
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static TrainingException failed(Path file, IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return new TrainingException(
                    Code.IO_FAILED, "the thread was interrupted while it used " + file + "; resume the run", e);
        }
        return new TrainingException(
                Code.IO_FAILED, "cannot use " + file + ": " + e + "; check free space and permissions, and resume", e);
    }
}
