package io.github.siamese4j;

/**
 * Receives the embeddings of {@link Encoder#encodeAll}, one by one and in the order of the images. An exception it
 * throws ends the call.
 */
@FunctionalInterface
public interface EmbeddingConsumer {

    /**
     * Receives an embedding.
     *
     * @param index the position of the image in the sequence, from 0
     * @param image the image
     * @param embedding the embedding of the image
     */
    void accept(long index, Image image, Embedding embedding);

    /**
     * Receives an image that cannot be used. The default implementation throws the exception, which ends the call. If
     * the method returns, the call continues with the next image.
     *
     * @param index the position of the image in the sequence, from 0
     * @param image the image
     * @param failure the reason
     */
    default void refuse(long index, Image image, ImageException failure) {
        throw failure;
    }
}
