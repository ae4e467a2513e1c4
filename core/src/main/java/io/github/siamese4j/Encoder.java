package io.github.siamese4j;

import java.nio.file.Path;
import java.util.List;

/**
 * Turns pictures into {@linkplain Embedding embeddings}. One of the two replaceable parts of a {@link SiameseComparator};
 * {@link #load} gives the one that runs a model's {@code encoder.onnx}.
 *
 * <p>Implementations are thread-safe. {@link #close()} waits for calls in flight and may be called more than once; calls after
 * it fail with {@link ErrorCode#CLOSED}.
 */
public interface Encoder extends AutoCloseable {

    /**
     * The encoder of a model, with {@link RuntimeOptions#defaults()}.
     *
     * @param model the model directory
     * @return the encoder, to be closed by the caller
     * @throws ModelException if the model cannot be used
     * @throws DeviceException if the device cannot be used
     */
    static Encoder load(Path model) {
        return load(model, RuntimeOptions.defaults());
    }

    /**
     * The encoder of a model.
     *
     * @param model the model directory
     * @param options how to run it
     * @return the encoder, to be closed by the caller
     * @throws ModelException if the model cannot be used
     * @throws DeviceException if the device cannot be used
     */
    static Encoder load(Path model, RuntimeOptions options) {
        return Models.loadEncoder(model, options);
    }

    /**
     * Encodes pictures, many in one run where that is faster.
     *
     * @param images the pictures
     * @return their embeddings, in the same order
     * @throws ImageException if one of the pictures cannot be used; none is encoded then
     * @throws InferenceException if the call is refused or does not finish
     */
    List<Embedding> encode(List<? extends Image> images);

    /**
     * Encodes one picture.
     *
     * @param image the picture
     * @return its embedding
     * @throws ImageException if the picture cannot be used
     * @throws InferenceException if the call is refused or does not finish
     */
    default Embedding encode(Image image) {
        return encode(List.of(image)).get(0);
    }

    /**
     * The length of the embeddings.
     *
     * @return at least 1
     */
    int dimension();

    /**
     * Where this encoder really runs.
     *
     * @return the processor or a graphics card, never {@link Device#AUTO}
     */
    Device device();

    @Override
    void close();
}
