package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.NDArray;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TwinDescription;
import java.util.Map;
import java.util.function.Function;

/** The forward pass of a trunk in the training engine. Close it after use. */
public interface TrunkNetwork extends AutoCloseable {

    /** Returns the forward pass of a network. The precision is that of convolutions in training. */
    static TrunkNetwork of(NetworkDescription network, Precision precision) {
        return network instanceof TwinDescription images
                ? new ImageTrunk(images, precision)
                : new FeatureTrunk(network.overFeatures());
    }

    /**
     * Returns the embeddings of the given inputs, float32 [N, D], in the manager of the inputs.
     *
     * @param inputs images, uint8 [N, H, W, 1 or 3], where one channel stands for three equal ones; or features,
     *     float32 [N, F]
     * @param training whether batch normalization uses the statistics of the batch and updates the running ones, and
     *     dropout is applied
     * @param seed seed of dropout, a different one for each step
     */
    NDArray embed(NDArray inputs, Function<String, NDArray> parameters, boolean training, long seed);

    /**
     * Returns the gradients of the last training pass that the engine does not compute, by parameter. To be called
     * after the engine's backward pass.
     */
    default Map<String, NDArray> gradients() {
        return Map.of();
    }

    /** Returns the next array and closes the one it was computed from, unless both are the same. */
    static NDArray then(NDArray done, NDArray next) {
        if (next != done) {
            done.close();
        }
        return next;
    }

    @Override
    default void close() {}
}
