package io.github.siamese4j.training.internal.loss;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.function.Function;

/** Computes the value and the gradient of a function of a matrix. */
public final class Differentiation {
    private Differentiation() {}

    @SuppressWarnings("ArrayRecordComponent")
    public record Result(float value, float[] gradient) {}

    public static Result of(float[] values, int rows, Function<NDArray, NDArray> function) {
        return of(values, new Shape(rows, values.length / rows), function);
    }

    public static Result of(float[] values, Shape shape, Function<NDArray, NDArray> function) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray x = manager.create(values, shape);
            x.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray loss = function.apply(x);
                float value = loss.toFloatArray()[0];
                collector.backward(loss);
                return new Result(value, x.getGradient().toFloatArray());
            }
        }
    }
}
