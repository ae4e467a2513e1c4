package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.Image;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.alter.Alteration;
import io.github.siamese4j.training.internal.alter.CopyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Writes each copy as {@code FOLDER/<alteration>/<path of the picture>.png} or {@code .jpg}. */
public record CopyFolder(Path folder) implements CopyEvaluation.CopyListener {

    @Override
    public void made(String picture, Alteration alteration, Image copy) {
        CopyFile file = CopyFile.of(copy);
        Path target = folder.resolve(alteration.toString()).resolve(picture + file.extension());
        try {
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.write(target, file.bytes());
        } catch (IOException e) {
            throw new TrainingException(
                    Code.IO_FAILED, "cannot write " + target + ": " + e + "; check free space and permissions", e);
        }
    }
}
