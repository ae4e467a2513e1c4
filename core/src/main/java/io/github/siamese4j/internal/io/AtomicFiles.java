package io.github.siamese4j.internal.io;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces files and directories as a whole: at every moment, even after a kill, a complete old or new version is on
 * disk.
 *
 * <p>Each writer fills a hidden sibling with a unique name, {@code .NAME.ID.writing}, forces it to disk and renames it.
 * Several writers can therefore replace the same target at once, and the last one wins. Links are followed.
 *
 * <p>A rename cannot replace a directory that is not empty. The old directory is renamed to {@code .NAME.ID.previous}
 * first. A kill between the two renames leaves it there, where {@link #existing} finds it, and the next replacement
 * restores it. Files that killed writers left behind are deleted by a later replacement.
 */
public final class AtomicFiles {

    private static final Logger LOG = LoggerFactory.getLogger(AtomicFiles.class);
    private static final String WRITING = ".writing";
    private static final String PREVIOUS = ".previous";

    /** A hidden sibling that did not change for this long belongs to a killed writer. */
    private static final Duration ABANDONED = Duration.ofMinutes(10);

    /** Longer names would exceed a file system's 255 bytes with the suffix of a sibling. */
    private static final int LONGEST_NAME = 50;

    private static final int ATTEMPTS = 20;

    private AtomicFiles() {}

    /** Writes the new content to a stream or into an empty directory. */
    @FunctionalInterface
    public interface Content<T> {
        void writeTo(T target) throws IOException;
    }

    /** Replaces a file, or creates it and the directories above it. */
    public static void replaceFile(Path file, Content<OutputStream> content) throws IOException {
        Path target = resolved(file);
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new FileSystemException(file.toString(), null, "not a regular file; name another one");
        }
        Path parent = parent(target);
        deleteAbandoned(target);
        Path fresh = sibling(target, WRITING);
        try {
            try (FileChannel channel =
                            FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                content.writeTo(out);
                channel.force(true);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            deleteIfPossible(fresh);
        }
        forceRename(parent);
    }

    public static void replaceFile(Path file, byte[] content) throws IOException {
        replaceFile(file, out -> out.write(content));
    }

    /** Replaces a file with text in UTF-8. */
    public static void replaceFile(Path file, String text) throws IOException {
        replaceFile(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Replaces a directory with all its content, or creates it and the directories above it. The content must not have
     * subdirectories. If this fails, the earlier directory is still there.
     */
    public static void replaceDirectory(Path directory, Content<Path> content) throws IOException {
        Path target = resolved(directory);
        Path parent = parent(target);
        restore(target);
        deleteAbandoned(target);
        Path fresh = sibling(target, WRITING);
        try {
            Files.createDirectory(fresh);
            content.writeTo(fresh);
            for (Path file : list(fresh)) {
                force(file);
            }
            force(fresh);
            rename(fresh, target);
        } finally {
            deleteIfPossible(fresh);
        }
        forceRename(parent);
    }

    /** Renames, and tries again if another writer renamed at the same time. */
    private static void rename(Path fresh, Path target) throws IOException {
        for (int attempt = 1; true; attempt++) {
            Path aside = sibling(target, PREVIOUS);
            try {
                if (Files.exists(target)) {
                    Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
                }
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
                deleteIfPossible(aside);
                return;
            } catch (IOException e) {
                restore(target);
                if (attempt == ATTEMPTS || !Files.exists(fresh)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Returns the directory to read from: the given one, or its earlier version if a kill came between the two renames
     * of {@link #replaceDirectory}.
     */
    public static Path existing(Path directory) {
        if (Files.exists(directory)) {
            return directory;
        }
        try {
            return latest(siblings(resolved(directory), PREVIOUS)).orElse(directory);
        } catch (IOException e) {
            LOG.debug("cannot look for an earlier version of {}", directory, e);
            return directory;
        }
    }

    /**
     * Rejects a directory that cannot be replaced without loss: one that holds anything but regular files with the
     * given names. An absent directory is accepted.
     *
     * @throws FileAlreadyExistsException with the reason and the remedy
     */
    public static void requireOnly(Path directory, Set<String> owned) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new FileAlreadyExistsException(directory.toString(), null, "it is a file: name a directory");
        }
        for (Path file : list(directory)) {
            if (!owned.contains(String.valueOf(file.getFileName())) || !Files.isRegularFile(file)) {
                throw new FileAlreadyExistsException(
                        directory.toString(),
                        null,
                        "it holds " + file.getFileName()
                                + ", which would be lost: name a directory that is absent, empty or holds nothing but "
                                + owned);
            }
        }
    }

    /** Renames the earlier version back if there is no current one. */
    private static void restore(Path target) throws IOException {
        Optional<Path> earlier = Files.exists(target) ? Optional.empty() : latest(siblings(target, PREVIOUS));
        if (earlier.isEmpty()) {
            return;
        }
        try {
            Files.move(earlier.get(), target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.exists(target)) {
                throw e;
            }
            // Another writer was faster.
        }
    }

    /** Deletes the hidden siblings of writers that were killed. */
    private static void deleteAbandoned(Path target) throws IOException {
        // Listed before the check: a version that was set aside earlier is superseded once the target exists.
        List<Path> previous = siblings(target, PREVIOUS);
        if (Files.exists(target)) {
            previous.forEach(AtomicFiles::deleteIfPossible);
        }
        Instant before = Instant.now().minus(ABANDONED);
        for (Path file : siblings(target, WRITING)) {
            boolean withoutId = String.valueOf(file.getFileName()).equals(prefix(target) + WRITING);
            if (withoutId || lastModified(file).isBefore(before)) {
                deleteIfPossible(file);
            }
        }
    }

    private static Path parent(Path target) throws IOException {
        Path parent = target.getParent();
        if (parent == null) {
            throw new IOException(target + " has no parent; name a path inside a directory");
        }
        if (!Files.isDirectory(parent)) {
            Files.createDirectories(parent);
        }
        return parent;
    }

    /** Follows links. */
    private static Path resolved(Path path) throws IOException {
        if (Files.exists(path)) {
            return path.toRealPath();
        }
        Path absolute = path.toAbsolutePath().normalize();
        return Files.isSymbolicLink(absolute)
                ? absolute.resolveSibling(Files.readSymbolicLink(absolute)).normalize()
                : absolute;
    }

    private static Path sibling(Path target, String suffix) {
        return target.resolveSibling(prefix(target) + "." + UUID.randomUUID() + suffix);
    }

    private static String prefix(Path target) {
        String name = String.valueOf(target.getFileName());
        return "." + (name.length() > LONGEST_NAME ? Integer.toHexString(name.hashCode()) : name);
    }

    /** Returns the siblings of a kind, with an id or without. */
    private static List<Path> siblings(Path target, String suffix) throws IOException {
        Path parent = target.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return List.of();
        }
        String prefix = prefix(target);
        return list(parent).stream()
                .filter(path -> {
                    String name = String.valueOf(path.getFileName());
                    String id = name.length() < prefix.length() + suffix.length()
                            ? "-"
                            : name.substring(prefix.length(), name.length() - suffix.length());
                    return name.startsWith(prefix) && name.endsWith(suffix) && id.matches("|\\.[0-9a-f-]{36}");
                })
                .toList();
    }

    private static Optional<Path> latest(List<Path> paths) {
        return paths.stream().max(Comparator.comparing(AtomicFiles::lastModified));
    }

    /** Returns when a file, or the last one in a directory, was written; the current time if it has gone. */
    private static Instant lastModified(Path path) {
        try {
            Instant last = Files.getLastModifiedTime(path).toInstant();
            for (Path file : Files.isDirectory(path) ? list(path) : List.<Path>of()) {
                Instant written = Files.getLastModifiedTime(file).toInstant();
                last = written.isAfter(last) ? written : last;
            }
            return last;
        } catch (IOException e) {
            return Instant.now();
        }
    }

    /** The replacement is complete already; without this, a power loss can undo it. */
    private static void forceRename(Path parent) {
        try {
            force(parent);
        } catch (IOException e) {
            LOG.warn("cannot force {} to disk; a power loss can undo the last replacement", parent, e);
        }
    }

    /** Forces a file's content, or the names in a directory, to disk. */
    private static void force(Path path) throws IOException {
        boolean directory = Files.isDirectory(path);
        if (directory && path.getFileSystem().getSeparator().equals("\\")) {
            // Windows cannot open directories; NTFS journals renames.
            return;
        }
        try (FileChannel channel =
                FileChannel.open(path, directory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Deletes a file or directory. A failure must hide neither success nor the failure that led here. */
    private static void deleteIfPossible(Path path) {
        try (Stream<Path> walk = Files.exists(path) ? Files.walk(path) : Stream.empty()) {
            for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} is left over and can be deleted", path, e);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
