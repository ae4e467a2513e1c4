package io.github.siamese4j.training.train;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Replaces a directory so that at every moment the old or the new one is whole. File systems cannot rename onto a
 * directory that is not empty, so the old one steps aside first; {@link #existing} finds it there.
 */
final class AtomicDirectory {
    private AtomicDirectory() {}

    /** Fills a new directory. */
    @FunctionalInterface
    interface Content {
        void writeTo(Path directory) throws IOException;
    }

    static void replace(Path target, Content content) {
        Path temporary = sibling(target, ".writing");
        Path aside = sibling(target, ".previous");
        try {
            delete(temporary);
            Files.createDirectories(temporary);
            content.writeTo(temporary);
            force(temporary);
            if (Files.exists(target)) {
                delete(aside);
                Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            force(temporary.resolveSibling("").toAbsolutePath());
            delete(aside);
        } catch (IOException e) {
            throw new TrainingException(
                    Code.IO_FAILED,
                    "cannot write " + target + " (" + e.getMessage()
                            + "); the checkpoint before it is intact; make room and resume",
                    e);
        }
    }

    static Path existing(Path target) {
        Path aside = sibling(target, ".previous");
        return !Files.exists(target) && Files.exists(aside) ? aside : target;
    }

    static void writeForced(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Replaces a small file: readers see the old or the new text. */
    static void replaceFile(Path file, String text) {
        Path temporary = sibling(file, ".writing");
        try {
            Files.deleteIfExists(temporary);
            writeForced(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static Path sibling(Path path, String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static void force(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows cannot open a directory; there the rename is durable on its own.
            return;
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
}
