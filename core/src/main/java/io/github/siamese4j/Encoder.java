package io.github.siamese4j;

import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.features.FeatureExtractor;
import io.github.siamese4j.internal.encode.BatchEncoding;
import io.github.siamese4j.internal.encode.ModelLoader;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Turns pictures, or feature vectors, into {@linkplain Embedding embeddings}. One of the two replaceable parts of a
 * {@link SiameseComparator}; {@link #load} gives the one that runs a model's {@code encoder.onnx}.
 *
 * <p>A model is trained on pictures or on feature vectors. One of pictures refuses vectors. One of vectors computes
 * them of a picture if it says how ({@link #features()}), and else refuses pictures.
 *
 * <p>Implementations are thread-safe. {@link #close()} waits for calls in flight and may be called more than once;
 * calls after it fail with {@link ErrorCode#CLOSED}.
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
        return ModelLoader.loadEncoder(model, options);
    }

    /**
     * Encodes pictures, many in one run where that is faster.
     *
     * @param images the pictures
     * @return their embeddings, in the same order
     * @throws ImageException if one of the pictures cannot be used; none is encoded then
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes vectors and does not say how to compute them
     * @throws InferenceException if the call is refused or does not finish
     */
    List<Embedding> encode(List<? extends Image> images);

    /**
     * Encodes one picture.
     *
     * @param image the picture
     * @return its embedding
     * @throws ImageException if the picture cannot be used
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes vectors and does not say how to compute them
     * @throws InferenceException if the call is refused or does not finish
     */
    default Embedding encode(Image image) {
        return encode(List.of(image)).get(0);
    }

    /**
     * Encodes a sequence of pictures that need not fit the memory: pictures are taken from the iterator, and embeddings
     * handed on in the same order, a batch at a time, while the next batch is decoded. Nothing is kept.
     *
     * <p>Every batch is a call of its own: {@link RuntimeOptions#deadline()} holds for each, the thread's interrupt is
     * answered at each, and once the encoder is closed the next is refused.
     *
     * @param images the pictures; advanced by the calling thread, two batches ahead at most
     * @param consumer takes embeddings, and decides what happens to pictures that cannot be used; called by the calling
     *     thread
     * @return how many pictures were encoded
     * @throws ImageException if a picture cannot be used, unless the consumer says otherwise; those before it were
     *     handed on
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes vectors and does not say how to compute them
     * @throws InferenceException if the call is refused or does not finish
     */
    default long encodeAll(Iterator<? extends Image> images, EmbeddingConsumer consumer) {
        return BatchEncoding.encodeAll(this, images, consumer);
    }

    /**
     * Encodes feature vectors, many in one run where that is faster.
     *
     * @param vectors each as long as the model's input, all values finite; not copied, and not to be changed during the
     *     call
     * @return their embeddings, in the same order
     * @throws FeatureException {@code FEATURES_INVALID} naming vector and index, if a length is wrong, a value is NaN
     *     or infinite, or values are so large that the model overflows; none is encoded then
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes pictures
     * @throws InferenceException if the call is refused or does not finish
     */
    default List<Embedding> encodeFeatures(List<float[]> vectors) {
        throw new ModelException(
                ErrorCode.MODEL_MISMATCH, "this encoder takes pictures, not feature vectors; give it an Image");
    }

    /**
     * Encodes one feature vector.
     *
     * @param vector as long as the model's input, all values finite
     * @return its embedding
     * @throws FeatureException {@code FEATURES_INVALID}, as for many
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes pictures
     * @throws InferenceException if the call is refused or does not finish
     */
    default Embedding encodeFeatures(float[] vector) {
        return encodeFeatures(List.of(vector)).get(0);
    }

    /**
     * How the feature vectors this model was trained on are computed of a picture; a {@link FeatureExtractor} does it.
     *
     * @return empty if the model takes pictures, or vectors it knows nothing of
     */
    default Optional<FeatureDescription> features() {
        return Optional.empty();
    }

    /**
     * A picture as the model sees it, fitted into its input. Encoding the result gives what encoding the picture gives.
     *
     * @param image the picture
     * @return of the size of the model's input, the caller's to keep
     * @throws ImageException if the picture cannot be used
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes no pictures, or the encoder does not say how it
     *     fits them
     */
    default BufferedImage fitted(Image image) {
        throw new ModelException(
                ErrorCode.MODEL_MISMATCH, "this encoder does not say how it fits a picture; override Encoder.fitted");
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
