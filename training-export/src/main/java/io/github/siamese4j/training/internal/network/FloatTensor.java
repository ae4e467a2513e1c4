package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** A float32 tensor in plain Java, row-major. Its values are shared, not copied: treat them as read-only. */
public final class FloatTensor {
    private final Shape shape;
    private final float[] values;

    /**
     * Wraps values.
     *
     * @param shape the shape
     * @param values the values, row-major; taken over, not copied
     * @throws IllegalArgumentException when the count does not fit the shape
     */
    public FloatTensor(Shape shape, float[] values) {
        if (shape.size() != values.length) {
            throw new IllegalArgumentException(
                    "shape " + shape + " needs " + shape.size() + " values: " + values.length);
        }
        this.shape = shape;
        this.values = values;
    }

    /**
     * The shape.
     *
     * @return dimensions, outermost first
     */
    public Shape shape() {
        return shape;
    }

    /**
     * The values.
     *
     * @return the array itself, row-major; do not change it
     */
    public float[] values() {
        return values;
    }

    /**
     * Copies the tensor into the training engine.
     *
     * @param manager what owns the copy
     * @return an array in memory of the engine's own
     */
    public NDArray copyTo(NDManager manager) {
        // What the engine creates from Java values stays in Java's memory, aligned to 16 bytes. In its own, aligned to
        // 64,
        // matrix products are faster, and the order of their sums does not hang on where the values happen to lie.
        try (NDArray inJava = manager.create(values, shape)) {
            return inJava.duplicate();
        }
    }
}
