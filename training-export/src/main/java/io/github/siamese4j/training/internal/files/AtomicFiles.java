package io.github.siamese4j.training.internal.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces files and directories as a whole: at every moment the old or the new one is complete on disk.
 *
 * <p>File systems cannot rename onto a directory that is not empty. The new one is therefore written to a hidden
 * sibling and forced to disk, the old one steps aside to another, and the new one takes its place. A failure leaves or
 * restores the old one. A kill between the two renames leaves it aside, where {@link #existing} finds it and the next
 * replacement restores it first. Two processes must not replace the same directory at the same time.
 */
public final class AtomicFiles {

    private static final Logger LOG = LoggerFactory.getLogger(AtomicFiles.class);
    private static final String WRITING = ".writing";
    private static final String PREVIOUS = ".previous";

    private AtomicFiles() {}

    /** Writes files into an empty directory. */
    @FunctionalInterface
    public interface Filler {
        /**
         * Writes the files.
         *
         * @param directory exists and is empty
         * @throws IOException if they cannot be written; nothing is replaced then
         */
        void fill(Path directory) throws IOException;
    }

    /**
     * Refuses a directory that could not be replaced without loss.
     *
     * @param directory what is to be replaced; may be absent
     * @param owned names of the regular files that may be in it
     * @throws FileAlreadyExistsException if it is a file or holds something else, with what and what to do as the
     *     reason
     * @throws IOException if it cannot be listed
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

    /**
     * Replaces a directory, or creates it and those above it.
     *
     * @param directory what to replace, with all that is in it; a link is followed
     * @param filler writes the new files; no subdirectories
     * @throws IOException if that fails; what was there before is still there
     */
    public static void replaceDirectory(Path directory, Filler filler) throws IOException {
        Path target = Files.exists(directory)
                ? directory.toRealPath()
                : directory.toAbsolutePath().normalize();
        Path parent = target.getParent();
        if (parent == null) {
            throw new IOException(target + " has no parent: name a directory inside another one");
        }
        Files.createDirectories(parent);
        Path fresh = sibling(target, WRITING);
        Path aside = sibling(target, PREVIOUS);
        if (!Files.exists(target) && Files.exists(aside)) {
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        }
        delete(fresh);
        try {
            Files.createDirectory(fresh);
            filler.fill(fresh);
            for (Path file : list(fresh)) {
                force(file);
            }
            force(fresh);
            swap(target, fresh, aside);
            force(parent);
        } finally {
            deleteIfPossible(fresh);
        }
        deleteIfPossible(aside);
    }

    private static void swap(Path target, Path fresh, Path aside) throws IOException {
        if (!Files.exists(target)) {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        delete(aside);
        Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
    }

    /**
     * Where a directory is to be read from.
     *
     * @param directory as given to {@link #replaceDirectory}
     * @return the directory itself, or the one before it if a kill came between the two renames
     */
    public static Path existing(Path directory) {
        Path aside = sibling(directory.toAbsolutePath().normalize(), PREVIOUS);
        return !Files.exists(directory) && Files.exists(aside) ? aside : directory;
    }

    /**
     * Replaces a small file.
     *
     * @param file what to replace or create; its directory exists
     * @param text the new content
     * @throws IOException if that fails; what was there before is still there
     */
    public static void replaceFile(Path file, String text) throws IOException {
        replaceFile(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Replaces a small file.
     *
     * @param file what to replace or create; its directory exists
     * @param content the new content
     * @throws IOException if that fails; what was there before is still there
     */
    public static void replaceFile(Path file, byte[] content) throws IOException {
        Path fresh = sibling(file.toAbsolutePath().normalize(), WRITING);
        Files.write(fresh, content);
        force(fresh);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path sibling(Path path, String suffix) {
        return path.resolveSibling("." + path.getFileName() + suffix);
    }

    /** Forces a file's content, or the names in a directory, to disk. */
    private static void force(Path path) throws IOException {
        boolean directory = Files.isDirectory(path);
        if (directory && path.getFileSystem().getSeparator().equals("\\")) {
            // Windows cannot open directories; NTFS journals renames by itself.
            return;
        }
        try (FileChannel channel =
                FileChannel.open(path, directory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Failing to delete what is left over must hide neither success nor the failure that led here. */
    private static void deleteIfPossible(Path directory) {
        try {
            delete(directory);
        } catch (IOException e) {
            LOG.warn("{} is left over and can be deleted", directory, e);
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(path)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
