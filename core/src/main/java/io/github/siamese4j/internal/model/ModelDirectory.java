package io.github.siamese4j.internal.model;

import io.github.siamese4j.ModelSource;
import java.nio.file.Path;
import java.util.Optional;

/** The content of a model, checked without running the model. The scorer file is empty if the scorer is a metric. */
public record ModelDirectory(OnnxFile encoder, Optional<OnnxFile> scorer, ModelMetadata metadata) {

    /** The name of the encoder file. */
    public static final String ENCODER = "encoder.onnx";

    /** The name of the scorer file. */
    public static final String SCORER = "scorer.onnx";

    /** Equivalent to {@code read(ModelSource.of(directory))}. */
    public static ModelDirectory read(Path directory) {
        return read(ModelSource.of(directory));
    }

    /** Reads a model and checks checksums, metadata, and that encoder and scorer belong together. */
    public static ModelDirectory read(ModelSource source) {
        ModelFiles.requireExists(source);
        OnnxFile encoder = checked(source, ENCODER);
        ModelMetadata metadata = ModelMetadata.of(encoder);
        if (metadata.metric().isPresent()) {
            return new ModelDirectory(encoder, Optional.empty(), metadata);
        }
        OnnxFile scorer = checked(source, SCORER);
        ModelMetadata.requireSameModel(metadata, scorer);
        return new ModelDirectory(encoder, Optional.of(scorer), metadata);
    }

    private static OnnxFile checked(ModelSource source, String name) {
        OnnxFile file = OnnxFile.read(source, name);
        Checksum.verify(file);
        return file;
    }
}
