package io.github.siamese4j.benchmarks;

import io.github.siamese4j.Device;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import java.util.List;

/** An encoder that encodes nothing, for galleries that are filled with random embeddings. */
record StubEncoder(int dimension) implements Encoder {

    @Override
    public Embeddings encode(List<? extends Image> images) {
        throw new UnsupportedOperationException();
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
