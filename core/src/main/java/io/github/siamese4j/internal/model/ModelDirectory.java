package io.github.siamese4j.internal.model;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model directory, read and checked as far as that goes without running it.
 *
 * @param encoder {@code encoder.onnx}
 * @param scorer {@code scorer.onnx}; empty when the scorer is a built-in metric
 * @param metadata what the encoder says of itself
 */
public record ModelDirectory(OnnxFile encoder, Optional<OnnxFile> scorer, ModelMetadata metadata) {

    /** The file that holds the encoder. */
    public static final String ENCODER = "encoder.onnx";

    /** The file that holds the scorer. */
    public static final String SCORER = "scorer.onnx";

    /**
     * Reads a directory: checksums, metadata, and that both files belong together.
     *
     * @param directory the model directory
     * @return what is in it
     * @throws ModelException naming the file and what is wrong with it
     */
    public static ModelDirectory read(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    "there is no directory " + directory + "; a model is a directory that holds " + ENCODER);
        }
        OnnxFile encoder = checked(directory.resolve(ENCODER));
        ModelMetadata metadata = ModelMetadata.of(encoder);
        if (metadata.metric().isPresent()) {
            return new ModelDirectory(encoder, Optional.empty(), metadata);
        }
        OnnxFile scorer = checked(directory.resolve(SCORER));
        ModelMetadata.requireSameModel(metadata, scorer);
        return new ModelDirectory(encoder, Optional.of(scorer), metadata);
    }

    private static OnnxFile checked(Path path) {
        OnnxFile file = OnnxFile.read(path);
        Checksum.verify(file);
        return file;
    }
}
