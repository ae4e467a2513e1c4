package io.github.siamese4j.internal.image;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.InferenceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.bytedeco.javacpp.BytePointer;

/** Reads image files into native memory that belongs to the scope. */
final class FileBytes {

    /** Number of bytes that suffices to recognize every format. */
    static final int BEGINNING = 64;

    private FileBytes() {}

    /**
     * Reads a file, or only the beginning of one in no known format. Refuses files that are too large or cannot be
     * read.
     */
    static Bytes read(Path path, ImageLimits limits) {
        try {
            long size = sizeOf(path);
            if (size > Math.min(limits.maxBytes(), Integer.MAX_VALUE - 8)) {
                throw new ImageException(
                        ErrorCode.IMAGE_TOO_LARGE, path + ": " + EncodedImage.tooManyBytes(size, limits));
            }
            try (SeekableByteChannel channel = Files.newByteChannel(path)) {
                ByteBuffer beginning = ByteBuffer.allocate((int) Math.min(size, BEGINNING));
                fill(channel, beginning);
                Bytes start = new Bytes(path.toString(), beginning.flip());
                if (start.format().isEmpty()) {
                    return start;
                }
                OpenCv.load();
                ByteBuffer whole = new BytePointer(size).asByteBuffer();
                fill(channel, whole.put(beginning));
                return start.continued(whole.flip());
            }
        } catch (ClosedByInterruptException e) {
            throw new InferenceException(
                    ErrorCode.INTERRUPTED, path + ": interrupted while the file was read; call again", e);
        } catch (NoSuchFileException e) {
            throw unreadable(path, "there is no such file; check the path", e);
        } catch (AccessDeniedException e) {
            throw unreadable(path, "access is denied; check the file's permissions", e);
        } catch (ClosedFileSystemException e) {
            throw unreadable(path, "its file system is closed; keep it open while images are read", e);
        } catch (IOException e) {
            throw unreadable(path, "reading failed (" + e + "); check the disk and the path", e);
        }
    }

    /** Checks the type of the file first, because opening a named pipe would wait for a writer. */
    private static long sizeOf(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw new ImageException(
                    ErrorCode.IMAGE_UNREADABLE, path + ": it is a directory; pass its files one by one");
        }
        if (!attributes.isRegularFile()) {
            throw new ImageException(
                    ErrorCode.IMAGE_UNREADABLE,
                    path + ": it is a pipe, socket or device; read it in your code and pass the bytes");
        }
        return attributes.size();
    }

    private static void fill(SeekableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // Another process may shorten the file meanwhile.
        }
    }

    private static ImageException unreadable(Path path, String why, Exception cause) {
        return new ImageException(ErrorCode.IMAGE_UNREADABLE, path + ": " + why, cause);
    }
}
