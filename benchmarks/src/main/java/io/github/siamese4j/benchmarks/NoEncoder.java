package io.github.siamese4j.benchmarks;

import io.github.siamese4j.Device;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import java.util.List;

/**
 * Stands where a gallery wants an encoder and vectors are made up.
 *
 * @param dimension of the vectors
 */
record NoEncoder(int dimension) implements Encoder {

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
        // holds nothing
    }
}
