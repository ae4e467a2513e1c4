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

/** Writes images and feature vectors into the input of an encoder graph. Thread-safe. */
sealed interface ModelInput permits ImageInput, FeatureInput {

    /**
     * Returns the input of a graph. Throws {@link ModelException} if the signature of the graph contradicts the
     * metadata.
     */
    static ModelInput of(ModelSession session, ModelMetadata metadata) {
        return metadata.input() instanceof ModelMetadata.Features features
                ? new FeatureInput(session, metadata.name(), features.description())
                : new ImageInput(session, (ModelMetadata.Pictures) metadata.input());
    }

    /** Returns the name of the graph's input. */
    String name();

    /** Returns the size of one item in bytes. */
    int bytes();

    /** Returns a tensor over a number of items, to be closed by the caller. */
    OnnxTensor tensor(ByteBuffer items, int batch);

    /** Writes the warm-up input, which needs no image decoder. */
    void putWarmUp(ByteBuffer target);

    /** Writes the input made from an image. */
    void put(Image image, ByteBuffer target);

    /** Returns an image fitted into the input, see {@link io.github.siamese4j.Encoder#fitted}. */
    BufferedImage fitted(Image image);

    /** Throws if one of the vectors cannot be used. */
    void check(List<float[]> vectors);

    /** Returns the description of the feature vectors, if the model takes vectors and describes them. */
    default Optional<FeatureDescription> description() {
        return Optional.empty();
    }
}
