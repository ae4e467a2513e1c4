package io.github.siamese4j.training;

import static java.util.Objects.requireNonNull;

/**
 * How the weights of the two files of a model are kept.
 *
 * @param encoder of {@code encoder.onnx}: the convolutions
 * @param scorer of {@code scorer.onnx}: the dense layers
 */
public record TwinStorage(WeightStorage encoder, WeightStorage scorer) {

    /** Everything exact. */
    public static final TwinStorage EXACT = new TwinStorage(WeightStorage.FLOAT32, WeightStorage.FLOAT32);

    /** Smallest: a VGG16 twin at 105×105 takes 17 MB instead of 68, and runs as fast. */
    public static final TwinStorage COMPACT = new TwinStorage(WeightStorage.INT8, WeightStorage.INT8);

    /** Refuses null. */
    public TwinStorage {
        requireNonNull(encoder, "encoder");
        requireNonNull(scorer, "scorer");
    }
}
