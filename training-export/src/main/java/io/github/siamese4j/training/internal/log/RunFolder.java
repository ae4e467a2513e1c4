package io.github.siamese4j.training.internal.log;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.internal.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** Writes what a run leaves beside its checkpoints. */
public final class RunFolder {
    private RunFolder() {}

    public static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot create " + folder + ": " + e.getMessage(), e);
        }
    }

    /** A listener that writes {@code train.log} and TensorBoard's events before it tells another one. */
    public static TrainingListener logged(Path folder, long done, TrainingListener listener) {
        return new TextLog(folder, Clock.systemUTC())
                .and(new TensorBoardLog(folder, done))
                .and(listener);
    }

    /** Replaces a small file: readers see the old or the new text. */
    public static void write(Path file, String text) {
        try {
            AtomicFiles.replaceFile(file, text);
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
