package io.github.siamese4j;

import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.features.FeatureExtractor;
import io.github.siamese4j.internal.encode.BatchEncoding;
import io.github.siamese4j.internal.encode.ModelLoader;
import io.github.siamese4j.internal.model.ModelFiles;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Encodes images, or feature vectors, into {@linkplain Embedding embeddings}. {@link #load} returns the encoder that
 * runs a model's {@code encoder.onnx}; other implementations can take its place in a {@link SiameseComparator}.
 *
 * <p>A model is trained on images or on feature vectors. An image model refuses vectors. A vector model computes the
 * vector of an image if it describes how ({@link #features()}), and refuses images otherwise.
 *
 * <p>Implementations are thread-safe.
 */
public interface Encoder extends AutoCloseable {

    /** Equivalent to {@code load(ModelSource.of(model))}, for a model directory. */
    static Encoder load(Path model) {
        return load(ModelSource.of(model));
    }

    /** Equivalent to {@code load(ModelSource.of(model), options)}, for a model directory. */
    static Encoder load(Path model, RuntimeOptions options) {
        return load(ModelSource.of(model), options);
    }

    /** Equivalent to {@code load(model, RuntimeOptions.defaults())}. */
    static Encoder load(ModelSource model) {
        return load(model, RuntimeOptions.defaults());
    }

    /**
     * Loads the encoder of a model.
     *
     * @param model the source of the model
     * @param options the runtime options
     * @return the encoder, to be closed by the caller
     * @throws ModelException if the model cannot be used
     * @throws DeviceException if the device cannot be used
     */
    static Encoder load(ModelSource model, RuntimeOptions options) {
        return ModelLoader.loadEncoder(model, options);
    }

    /** Equivalent to {@code onnx(file, onnx, RuntimeOptions.defaults())}. */
    static Encoder onnx(Path file, OnnxOptions onnx) {
        return onnx(file, onnx, RuntimeOptions.defaults());
    }

    /** Equivalent to {@link #onnx(ModelSource, String, OnnxOptions, RuntimeOptions)}, for a file in a directory. */
    static Encoder onnx(Path file, OnnxOptions onnx, RuntimeOptions options) {
        ModelFiles.Place place = ModelFiles.Place.of(file);
        return onnx(place.source(), place.file(), onnx, options);
    }

    /** Equivalent to {@code onnx(source, file, onnx, RuntimeOptions.defaults())}. */
    static Encoder onnx(ModelSource source, String file, OnnxOptions onnx) {
        return onnx(source, file, onnx, RuntimeOptions.defaults());
    }

    /**
     * Loads an ONNX model of another tool that takes one batch of images. The preprocessing that the options describe
     * becomes part of the graph. The model can have a fixed batch size of 1, store its weights in files of the same
     * source, and compute in float16, which is replaced by float32.
     *
     * <p>The embeddings can be compared by a metric:
     *
     * <pre>{@code
     * try (Encoder encoder = Encoder.onnx(Path.of("resnet50.onnx"), OnnxOptions.imagenet());
     *         SiameseComparator comparator =
     *                 SiameseComparator.builder().encoder(encoder).scorer(Metric.COSINE).build()) {
     *     comparator.similarity(a, b);
     * }
     * }</pre>
     *
     * @param source the folder of the model
     * @param file the name of the ONNX file in that folder
     * @param onnx the preprocessing and the output; what the file says can be left out
     * @param options the runtime options
     * @return the encoder, to be closed by the caller
     * @throws ModelException {@code MODEL_MISMATCH} if the model does not take images, if the options contradict the
     *     file, or if neither says what is needed; the message lists the choices; another code if the model cannot be
     *     used
     * @throws DeviceException if the device cannot be used
     */
    static Encoder onnx(ModelSource source, String file, OnnxOptions onnx, RuntimeOptions options) {
        return ModelLoader.loadForeign(source, file, onnx, options);
    }

    /**
     * {@return the embeddings of the given images, in the same order}
     *
     * @param images the images
     * @throws ImageException if an image cannot be used; no image is encoded then
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes feature vectors and does not describe how to
     *     compute them from an image
     * @throws InferenceException if the call is refused or does not finish
     */
    Embeddings encode(List<? extends Image> images);

    /**
     * {@return the embedding of an image} Equivalent to {@code encode(List.of(image)).get(0)}.
     *
     * @param image the image
     */
    default Embedding encode(Image image) {
        return encode(List.of(image)).get(0);
    }

    /**
     * Encodes a sequence of images that need not fit into memory. Embeddings are passed on in order, a batch at a time,
     * while the next batch is decoded. Nothing is kept.
     *
     * <p>Every batch is a call of its own: {@link RuntimeOptions#deadline()} applies to each, an interrupt, or closing
     * the encoder, ends the sequence before the next batch.
     *
     * @param images the images; advanced by the calling thread, at most two batches ahead
     * @param consumer takes the embeddings and decides about images that cannot be used; called by the calling thread
     * @return the number of encoded images
     * @throws ImageException if an image cannot be used, unless the consumer continues; the embeddings of earlier
     *     images were passed on
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes feature vectors and does not describe how to
     *     compute them from an image
     * @throws InferenceException if the call is refused or does not finish
     */
    default long encodeAll(Iterator<? extends Image> images, EmbeddingConsumer consumer) {
        return BatchEncoding.encodeAll(this, images, consumer);
    }

    /**
     * {@return the embeddings of the given feature vectors, in the same order}
     *
     * @param vectors vectors of the model's input dimension, all values finite; not copied, and not to be changed
     *     during the call
     * @throws FeatureException {@code FEATURES_INVALID} if a dimension is wrong, a value is NaN or infinite, or values
     *     are so large that the model overflows; the message names the vector and the index; no vector is encoded then
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes images
     * @throws InferenceException if the call is refused or does not finish
     */
    default Embeddings encodeFeatures(List<float[]> vectors) {
        throw new ModelException(
                ErrorCode.MODEL_MISMATCH, "this encoder takes images, not feature vectors; pass an Image");
    }

    /**
     * {@return the embedding of a feature vector} Equivalent to {@code encodeFeatures(List.of(vector)).get(0)}.
     *
     * @param vector a vector of the model's input dimension; all values finite
     */
    default Embedding encodeFeatures(float[] vector) {
        return encodeFeatures(List.of(vector)).get(0);
    }

    /**
     * {@return the description of the feature vectors this model was trained on; empty if the model takes images, or
     * vectors of unknown origin} A {@link FeatureExtractor} computes them from an image.
     */
    default Optional<FeatureDescription> features() {
        return Optional.empty();
    }

    /**
     * {@return a new image as the model sees it, fitted into the model's input} Encoding the result gives the embedding
     * of the given image.
     *
     * @param image the image
     * @throws ImageException if the image cannot be used
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes no images, or this encoder does not implement
     *     the method
     */
    default BufferedImage fitted(Image image) {
        throw new ModelException(
                ErrorCode.MODEL_MISMATCH,
                "this encoder does not show how it fits an image into its input; override Encoder.fitted");
    }

    /**
     * {@return the identity of the encoder: the metadata entry {@code siamese4j.encoder.id} of a loaded model; empty by
     * default, for an encoder without identity} Embeddings made under the same id can be compared. An encoder that
     * wraps another one and returns its embeddings unchanged must return its id, too.
     */
    default String id() {
        return "";
    }

    /** {@return the dimension of the embeddings, at least 1} */
    int dimension();

    /** {@return the device that runs this encoder: the CPU or a GPU, never {@link Device#AUTO}} */
    Device device();

    /**
     * Closes this encoder. Waits for calls in flight; calls that begin meanwhile or later fail with
     * {@link ErrorCode#CLOSED}. Has no effect the second time.
     *
     * <p>Closing a loaded encoder from an {@link EmbeddingConsumer} or from the iterator of {@link #encodeAll} takes
     * effect at once, and the sequence ends with {@link ErrorCode#CLOSED}.
     *
     * @throws IllegalStateException if the calling thread is inside a call of this encoder, for example in the supplier
     *     of an image; the encoder stays open
     */
    @Override
    void close();
}
