package io.github.siamese4j.internal.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/**
 * Replaces a file as a whole: at every moment, a kill included, the old or the new one is complete on disk. Each writer
 * has a hidden file of its own beside it, so that several may write at once and the last one wins.
 */
public final class AtomicFile {

    private static final String WRITING = ".writing";
    private static final Duration ABANDONED = Duration.ofHours(1);

    private AtomicFile() {}

    /** Writes the content. */
    @FunctionalInterface
    public interface Filler {
        void fill(OutputStream out) throws IOException;
    }

    public static void replace(Path file, Filler filler) throws IOException {
        Path target = file.toAbsolutePath().normalize();
        Path parent = target.getParent();
        if (parent == null || Files.isDirectory(target)) {
            throw new IOException("not a name of a file: " + file);
        }
        Files.createDirectories(parent);
        deleteAbandoned(target, parent);
        Path fresh = parent.resolve("." + target.getFileName() + "." + Long.toHexString(System.nanoTime()) + "-"
                + ProcessHandle.current().pid() + WRITING);
        try {
            try (FileChannel channel =
                            FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                filler.fill(out);
                channel.force(true);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        forceDirectory(parent);
    }

    /** What a killed process left behind. */
    private static void deleteAbandoned(Path target, Path parent) throws IOException {
        String prefix = "." + target.getFileName() + ".";
        Instant before = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(parent, path -> {
            String name = String.valueOf(path.getFileName());
            return name.startsWith(prefix) && name.endsWith(WRITING);
        })) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void forceDirectory(Path directory) throws IOException {
        if (directory.getFileSystem().getSeparator().equals("\\")) {
            // Windows cannot open directories; NTFS journals renames by itself.
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
