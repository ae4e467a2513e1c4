package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** A float32 tensor in plain Java, row-major. Values are shared, not copied, and must not be changed. */
public final class FloatTensor {
    private final Shape shape;
    private final float[] values;

    /**
     * Creates a tensor.
     *
     * @param values the values, row-major; not copied
     * @throws IllegalArgumentException if the number of values does not fit the shape
     */
    public FloatTensor(Shape shape, float[] values) {
        if (shape.size() != values.length) {
            throw new IllegalArgumentException(
                    "shape " + shape + " needs " + shape.size() + " values: " + values.length);
        }
        this.shape = shape;
        this.values = values;
    }

    /** Returns the shape, outermost dimension first. */
    public Shape shape() {
        return shape;
    }

    /** Returns the values, row-major; the array itself, which must not be changed. */
    public float[] values() {
        return values;
    }

    /** Copies the tensor into memory of the training engine. The manager owns the copy. */
    public NDArray copyTo(NDManager manager) {
        // An array created from Java values stays in memory of Java, aligned to 16 bytes. In memory of the engine,
        // aligned to 64 bytes, matrix products are faster and their order of summation does not depend on the address.
        try (NDArray inJava = manager.create(values, shape)) {
            return inJava.duplicate();
        }
    }
}
