package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The forward pass of a trunk, whatever it reads. Close it after use.
 *
 * @param forward computes embeddings
 * @param gradients gives, after the engine's backward pass, the gradients of the last training pass that the engine has
 *     not found by itself, by parameter
 * @param release gives back what it holds
 */
public record TrunkNetwork(Forward forward, Supplier<Map<String, NDArray>> gradients, Runnable release)
        implements AutoCloseable {
    /** Computes embeddings. */
    @FunctionalInterface
    public interface Forward {
        /**
         * Inputs to embeddings.
         *
         * @param inputs uint8 [N, H, W, 1 or 3] pictures, or float32 [N, F] features
         * @param parameters gives a parameter by name
         * @param training true: as in a training step, with statistics of the batch and dropout
         * @param seed what dropout is drawn from
         * @return float32 [N, D], never negative
         */
        NDArray embed(NDArray inputs, Function<String, NDArray> parameters, boolean training, long seed);
    }

    @Override
    public void close() {
        release.run();
    }
}
