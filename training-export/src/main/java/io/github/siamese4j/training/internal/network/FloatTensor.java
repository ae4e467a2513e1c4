package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** A float32 tensor in plain Java, row-major. Values are shared, not copied, and must not be changed. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FloatTensor(Shape shape, float[] values) {
    /** Checks that the number of values fits the shape. */
    public FloatTensor {
        if (shape.size() != values.length) {
            throw new IllegalArgumentException(
                    "shape " + shape + " needs " + shape.size() + " values: " + values.length);
        }
    }

    /** Copies arrays out of the training engine, by name. */
    public static Map<String, FloatTensor> copyOf(Map<String, NDArray> arrays) {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        arrays.forEach((name, array) -> tensors.put(name, new FloatTensor(array.getShape(), array.toFloatArray())));
        return tensors;
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
