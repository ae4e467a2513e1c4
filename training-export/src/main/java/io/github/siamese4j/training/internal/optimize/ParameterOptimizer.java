package io.github.siamese4j.training.internal.optimize;

import ai.djl.ndarray.NDArray;
import io.github.siamese4j.training.internal.network.FloatTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Changes parameters along their gradients. Unlike the engine's own optimizers it shows its moments, so that a resumed
 * run goes on exactly. Its arrays belong to the manager of the parameters. Not thread-safe.
 */
public sealed interface ParameterOptimizer permits Adam, NesterovSgd {
    /**
     * Makes one step.
     *
     * @param gradients by name of the parameter; temporary arrays go to the manager of the gradient
     * @param learningRate the step size
     * @param count how many steps this one makes, from 1
     */
    void update(Map<String, NDArray> gradients, double learningRate, long count);

    /**
     * The moments.
     *
     * @return by name
     */
    Map<String, NDArray> moments();

    /**
     * Copies the moments out of the engine.
     *
     * @return by name
     */
    default Map<String, FloatTensor> toTensors() {
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        moments().forEach((name, array) -> values.put(name, new FloatTensor(array.getShape(), array.toFloatArray())));
        return values;
    }
}
