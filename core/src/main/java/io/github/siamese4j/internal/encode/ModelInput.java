package io.github.siamese4j.internal.encode;

import ai.onnxruntime.OnnxTensor;
import io.github.siamese4j.Image;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.internal.runtime.ModelSession;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What an encoder's graph reads: how pictures and vectors are written into its input. Thread-safe. */
sealed interface ModelInput permits PictureInput, FeatureInput {

    /**
     * Looks at the graph.
     *
     * @throws ModelException if its input is not what the metadata says
     */
    static ModelInput of(ModelSession session, ModelMetadata metadata) {
        return metadata.input() instanceof ModelMetadata.Features features
                ? new FeatureInput(session, metadata.name(), features.description())
                : new PictureInput(session, (ModelMetadata.Pictures) metadata.input());
    }

    /** The name of the graph's input. */
    String name();

    /** What one item takes in the buffer. */
    int bytes();

    /** A tensor over that many items, the caller's to close. */
    OnnxTensor tensor(ByteBuffer items, int batch);

    /** Writes one item that proves that the graph works; needs no decoder. */
    void putProbe(ByteBuffer target);

    /** Writes what a picture makes. */
    void put(Image image, ByteBuffer target);

    /** What {@link #put} makes of a picture, as a picture. */
    BufferedImage fitted(Image image);

    /** Refuses vectors that cannot be used, before any of them is written. */
    void check(List<float[]> vectors);

    /** Writes a vector that has been checked. */
    void put(float[] vector, ByteBuffer target);

    /** How vectors are computed of a picture, if the model takes vectors and says so. */
    Optional<FeatureDescription> description();
}
