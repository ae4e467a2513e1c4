package io.github.siamese4j.training.export;

import static io.github.siamese4j.training.export.ExportException.Code.TARGET_OCCUPIED;
import static io.github.siamese4j.training.export.ExportException.Code.WRITE_FAILED;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a flat directory as a whole. The new files are written to a hidden sibling and forced to disk; then the old
 * directory is renamed aside and the new one into its place. A failure before that leaves the old one untouched; a failure
 * between the two renames is undone, and if the machine dies there, both lie complete in hidden siblings.
 */
final class AtomicDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(AtomicDirectory.class);

    private AtomicDirectory() {}

    /**
     * Replaces a directory.
     *
     * @param directory what to replace; a link is followed
     * @param owned names of the files that may be in it; a directory with others is not ours to delete
     * @param filler writes the new files
     */
    static void replace(Path directory, Set<String> owned, Filler filler) {
        try {
            Path target = Files.exists(directory)
                    ? directory.toRealPath()
                    : directory.toAbsolutePath().normalize();
            requireOwned(target, owned);
            Path parent = target.getParent();
            Path name = target.getFileName();
            if (parent == null || name == null) {
                throw new ExportException(
                        TARGET_OCCUPIED, target + " has no parent: name a directory inside another one");
            }
            Files.createDirectories(parent);
            String hidden = "." + name + "." + UUID.randomUUID();
            Path fresh = Files.createDirectory(parent.resolve(hidden + ".new"));
            try {
                filler.fill(fresh);
                for (Path file : list(fresh)) {
                    force(file);
                }
                force(fresh);
                swap(target, fresh, parent.resolve(hidden + ".old"));
                force(parent);
            } finally {
                delete(fresh);
            }
        } catch (IOException e) {
            throw new ExportException(
                    WRITE_FAILED,
                    "the model cannot be written to " + directory + ", what was there is untouched: " + e
                            + "; check free space and permissions",
                    e);
        }
    }

    private static void requireOwned(Path target, Set<String> owned) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new ExportException(TARGET_OCCUPIED, target + " is a file: name a directory");
        }
        for (Path file : list(target)) {
            if (!owned.contains(String.valueOf(file.getFileName())) || !Files.isRegularFile(file)) {
                throw new ExportException(
                        TARGET_OCCUPIED,
                        target + " holds " + file.getFileName()
                                + ", which is no part of a model and would be lost: name a"
                                + " directory that is absent, empty or a model");
            }
        }
    }

    private static void swap(Path target, Path fresh, Path aside) throws IOException {
        if (!Files.exists(target)) {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        delete(aside);
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

    /** Deletes what is left over. Failing to must hide neither success nor the failure that led here. */
    private static void delete(Path directory) {
        try {
            if (Files.exists(directory)) {
                for (Path file : list(directory)) {
                    Files.deleteIfExists(file);
                }
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            LOG.warn("{} is left over and can be deleted", directory, e);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /** Writes files into an empty directory. */
    @FunctionalInterface
    interface Filler {
        void fill(Path directory) throws IOException;
    }
}
