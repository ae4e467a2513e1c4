package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.Device;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import java.util.List;
import java.util.function.Function;

/** An encoder that computes each embedding with a plain function instead of a model. */
record BaselineEncoder(int dimension, Function<Image, float[]> function) implements Encoder {

    @Override
    public Embeddings encode(List<? extends Image> images) {
        Embeddings.Builder embeddings = Embeddings.builder(dimension, images.size());
        images.forEach(image -> embeddings.add(Embedding.of(function.apply(image))));
        return embeddings.build();
    }

    @Override
    public Device device() {
        return Device.CPU;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
