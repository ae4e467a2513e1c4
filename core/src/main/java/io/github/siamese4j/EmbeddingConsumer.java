package io.github.siamese4j;

/**
 * Takes what {@link Encoder#encodeAll} makes of a sequence of pictures, one by one and in order. What it throws ends
 * the call.
 */
@FunctionalInterface
public interface EmbeddingConsumer {

    /**
     * Takes an embedding.
     *
     * @param index of the picture in the sequence, from 0 on
     * @param image the picture
     * @param embedding what the encoder makes of it
     */
    void accept(long index, Image image, Embedding embedding);

    /**
     * Learns that a picture cannot be used. Throws the failure unless overridden, which ends the call; returning goes
     * on with the next picture.
     *
     * @param index of the picture in the sequence, from 0 on
     * @param image the picture
     * @param failure why
     */
    default void refuse(long index, Image image, ImageException failure) {
        throw failure;
    }
}
