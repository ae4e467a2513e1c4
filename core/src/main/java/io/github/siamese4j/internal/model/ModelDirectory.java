package io.github.siamese4j.internal.model;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The content of a model directory, checked without running the model. The scorer file is empty if the scorer is a
 * metric.
 */
public record ModelDirectory(OnnxFile encoder, Optional<OnnxFile> scorer, ModelMetadata metadata) {

    /** The name of the encoder file. */
    public static final String ENCODER = "encoder.onnx";

    /** The name of the scorer file. */
    public static final String SCORER = "scorer.onnx";

    /** Reads a directory and checks checksums, metadata, and that encoder and scorer belong together. */
    public static ModelDirectory read(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    "there is no directory " + directory + "; pass a model directory, which contains " + ENCODER);
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
