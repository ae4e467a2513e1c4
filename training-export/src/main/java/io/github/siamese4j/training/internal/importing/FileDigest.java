package io.github.siamese4j.training.internal.importing;

import io.github.siamese4j.internal.model.Checksum;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The SHA-256 of a file that was imported. */
public final class FileDigest {

    private FileDigest() {}

    /** Returns 64 hexadecimal digits. */
    public static String sha256(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            return Checksum.sha256(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot read " + file + ": " + e, e);
        }
    }
}
