package io.github.siamese4j.internal.model;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the files of a {@link ModelSource} by name. A name is relative to the source, with {@code /} between its parts.
 * Names that lead out of the source are refused.
 */
public final class ModelFiles {

    private static final int CHUNK = 1 << 20;

    private ModelFiles() {}

    /** A file in a source, which the caller has named. */
    public record Place(ModelSource source, String file) {

        /** Returns a file as a name in its folder. */
        public static Place of(Path file) {
            Path absolute = file.toAbsolutePath();
            Path folder = absolute.getParent();
            if (folder == null) {
                throw new ModelException(
                        ErrorCode.MODEL_INVALID, file + " is not a file; pass the path of an ONNX file");
            }
            return new Place(ModelSource.of(folder), absolute.getFileName().toString());
        }
    }

    /** Returns the location of a source, for messages. */
    public static String location(ModelSource source) {
        if (source instanceof ModelSource.Directory directory) {
            return text(directory.path());
        }
        if (source instanceof ModelSource.ClassPath classPath) {
            return "classpath:" + classPath.folder();
        }
        return "the model in memory";
    }

    /** Returns the location of a file, for messages. */
    public static String location(ModelSource source, String name) {
        if (source instanceof ModelSource.Directory directory) {
            try {
                return text(directory.path().resolve(name));
            } catch (InvalidPathException e) {
                return text(directory.path()) + "/" + name;
            }
        }
        if (source instanceof ModelSource.ClassPath classPath) {
            return "classpath:" + classPath.folder() + "/" + name;
        }
        return name + " of the model in memory";
    }

    /** Throws {@code MODEL_INVALID} if a source is a directory that does not exist or whose file system is closed. */
    public static void requireExists(ModelSource source) {
        if (!(source instanceof ModelSource.Directory directory)) {
            return;
        }
        requireOpen(directory);
        if (!Files.isDirectory(directory.path())) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    "there is no directory " + location(source) + "; pass a model directory, which contains "
                            + ModelDirectory.ENCODER);
        }
    }

    private static void requireOpen(ModelSource.Directory directory) {
        if (!directory.path().getFileSystem().isOpen()) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    "the file system of " + location(directory) + " is closed; load the model before closing it");
        }
    }

    /** Returns whether a file exists. Throws {@code MODEL_INVALID} if the name leaves the source. */
    public static boolean exists(Place place) {
        requireInside(place.source(), place.file());
        return found(place.source(), place.file());
    }

    /**
     * Returns whether a source has a file of a name from inside a model. Throws {@code MODEL_INVALID} if the name
     * leaves the source on some platform.
     */
    public static boolean exists(ModelSource source, String name) {
        requirePortable(source, name);
        return found(source, name);
    }

    private static boolean found(ModelSource source, String name) {
        if (source instanceof ModelSource.Directory directory) {
            requireOpen(directory);
            return Files.isRegularFile(directory.path().resolve(name));
        }
        if (source instanceof ModelSource.ClassPath classPath) {
            try {
                return classPath.loader().getResource(resource(classPath, name)) != null;
            } catch (RuntimeException e) {
                throw failed(classPath, name, e);
            }
        }
        return ((ModelSource.Memory) source).files().containsKey(name);
    }

    /**
     * Returns the content of a file in a new direct buffer. Throws {@code MODEL_INVALID} if there is no such file, it
     * cannot be read, or the name leaves the source; throws {@code INTERRUPTED} if the thread is interrupted.
     */
    public static ByteBuffer read(Place place) {
        requireInside(place.source(), place.file());
        return content(place.source(), place.file());
    }

    /**
     * Returns the content of a file whose name comes from inside a model, as {@link #read(Place)} does. Throws
     * {@code MODEL_INVALID} if the name leaves the source on some platform.
     */
    public static ByteBuffer read(ModelSource source, String name) {
        requirePortable(source, name);
        return content(source, name);
    }

    private static ByteBuffer content(ModelSource source, String name) {
        try {
            if (source instanceof ModelSource.Directory directory) {
                return fromDirectory(directory, name);
            }
            if (source instanceof ModelSource.ClassPath classPath) {
                return fromClassPath(classPath, name);
            }
            byte[] bytes = ((ModelSource.Memory) source).files().get(name);
            if (bytes == null) {
                throw missing(source, name, "put its bytes under this name into the map");
            }
            return direct(bytes.length).put(bytes).flip();
        } catch (IOException | ClosedFileSystemException e) {
            boolean timeout = e instanceof SocketTimeoutException;
            if (e instanceof ClosedByInterruptException || (e instanceof InterruptedIOException && !timeout)) {
                // InterruptedIOException clears the status.
                Thread.currentThread().interrupt();
                throw new InferenceException(
                        ErrorCode.INTERRUPTED,
                        location(source, name) + ": interrupted while the file was read; call again",
                        e);
            }
            throw new ModelException(ErrorCode.MODEL_INVALID, location(source, name) + " cannot be read: " + e, e);
        }
    }

    private static ByteBuffer fromDirectory(ModelSource.Directory directory, String name) throws IOException {
        Path path = directory.path().resolve(name);
        if (!Files.isRegularFile(path)) {
            throw missing(directory, name, "a model directory contains " + ModelDirectory.ENCODER);
        }
        if (!path.getFileSystem().equals(FileSystems.getDefault())) {
            // A channel of a zip file system would unpack the file beside the archive first.
            try (InputStream in = Files.newInputStream(path)) {
                return fromStream(in, directory, name);
            }
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            requireBelowLimit(size, directory, name);
            ByteBuffer bytes = direct((int) size);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new EOFException("ended at " + bytes.position() + " of " + size + " bytes");
                }
            }
            return bytes.flip();
        }
    }

    private static ByteBuffer fromClassPath(ModelSource.ClassPath classPath, String name) throws IOException {
        InputStream found;
        try {
            found = classPath.loader().getResourceAsStream(resource(classPath, name));
        } catch (RuntimeException e) {
            throw failed(classPath, name, e);
        }
        try (InputStream in = found) {
            if (in == null) {
                throw missing(
                        classPath,
                        name,
                        "add the jar that contains it to the class path, or correct the folder's name");
            }
            return fromStream(in, classPath, name);
        }
    }

    private static ModelException failed(ModelSource.ClassPath classPath, String name, RuntimeException failure) {
        return new ModelException(
                ErrorCode.MODEL_INVALID,
                location(classPath, name) + " cannot be read: the class loader failed: " + failure,
                failure);
    }

    /** Collects chunks, because the size of a stream is unknown and a direct buffer cannot grow. */
    private static ByteBuffer fromStream(InputStream in, ModelSource source, String name) throws IOException {
        List<byte[]> chunks = new ArrayList<>();
        long size = 0;
        for (byte[] chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
            chunks.add(chunk);
            size += chunk.length;
            requireBelowLimit(size, source, name);
        }
        ByteBuffer bytes = direct((int) size);
        chunks.forEach(bytes::put);
        return bytes.flip();
    }

    private static void requireBelowLimit(long size, ModelSource source, String name) {
        if (size > Integer.MAX_VALUE) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    location(source, name) + " must be smaller than 2 GiB: at least " + size + " bytes");
        }
    }

    /** Refuses names that a platform other than this one could understand as outside, too. */
    private static void requirePortable(ModelSource source, String name) {
        require(!name.contains("\\") && !name.contains(":"), source, name);
        requireInside(source, name);
    }

    private static void requireInside(ModelSource source, String name) {
        boolean inside = name.indexOf('\0') < 0;
        String[] parts = name.split("/", -1);
        for (String part : parts) {
            inside &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
        }
        require(
                inside && (!(source instanceof ModelSource.Directory folder) || isRelative(folder, name, parts.length)),
                source,
                name);
    }

    private static boolean isRelative(ModelSource.Directory folder, String name, int parts) {
        try {
            Path path = folder.path().getFileSystem().getPath(name);
            return path.getRoot() == null && path.getNameCount() == parts;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static void require(boolean inside, ModelSource source, String name) {
        if (!inside) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    "a file of a model must be inside " + location(source) + ", with a relative name: '" + name + "'");
        }
    }

    private static ModelException missing(ModelSource source, String name, String advice) {
        return new ModelException(
                ErrorCode.MODEL_INVALID, "there is no file " + location(source, name) + "; " + advice);
    }

    private static String resource(ModelSource.ClassPath classPath, String name) {
        return classPath.folder() + "/" + name;
    }

    private static String text(Path path) {
        boolean plain = path.getFileSystem().equals(FileSystems.getDefault());
        return plain ? path.toString() : path.toUri().toString();
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size);
    }
}
