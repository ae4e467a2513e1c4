package io.github.siamese4j.training.internal.log;

import io.github.siamese4j.internal.io.AtomicFiles;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;

/** Writes the files of a run folder beside its checkpoints. */
public final class RunFolder {
    private RunFolder() {}

    /** Creates the folder of a run. */
    public static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new TrainingException(
                    Code.IO_FAILED,
                    "cannot create " + folder + ": " + e.getMessage() + "; choose another run folder",
                    e);
        }
    }

    /** Returns a listener that writes {@code train.log} and the TensorBoard events, then calls the given listener. */
    public static TrainingListener logged(Path folder, long done, TrainingListener listener) {
        return new TextLog(folder, Clock.systemUTC())
                .and(new TensorBoardLog(folder, done))
                .and(listener);
    }

    /** Replaces a text file atomically. */
    public static void write(Path file, String text) {
        try {
            AtomicFiles.replaceFile(file, text);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Appends to a file and creates it if it does not exist. */
    static void append(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static TrainingException unwritable(Path file, IOException e) {
        return new TrainingException(
                Code.IO_FAILED,
                "cannot write " + file + ": " + e.getMessage() + "; free some disk space and resume",
                e);
    }
}
