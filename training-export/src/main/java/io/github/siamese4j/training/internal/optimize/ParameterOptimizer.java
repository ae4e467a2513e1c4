package io.github.siamese4j.training.internal.optimize;

import ai.djl.ndarray.NDArray;
import io.github.siamese4j.training.OptimizerSettings;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Updates parameters from their gradients. Unlike the optimizers of the engine, it exposes its moments, so that a
 * resumed run continues exactly. Its arrays belong to the manager of the parameters. Not thread-safe.
 */
public sealed interface ParameterOptimizer permits Adam, NesterovSgd {
    /** Creates the optimizer of a run, with the saved moments of an earlier process or with none. */
    static ParameterOptimizer create(
            OptimizerSettings settings, TwinParameters parameters, Map<String, FloatTensor> moments) {
        double momentum = settings.momentum();
        double decay = settings.weightDecay();
        return switch (settings.rule()) {
            case ADAM -> new Adam(parameters, momentum, decay, false, moments);
            case ADAMW -> new Adam(parameters, momentum, decay, true, moments);
            case SGD -> new NesterovSgd(parameters, momentum, decay, moments);
        };
    }

    /**
     * Makes one step.
     *
     * @param gradients the gradients by name of the parameter; temporary arrays belong to the manager of the gradient
     * @param count the number of this step, from 1
     */
    void update(Map<String, NDArray> gradients, double learningRate, long count);

    /** Returns the moments by name. */
    Map<String, NDArray> moments();

    /** Copies the moments out of the engine, by name. */
    default Map<String, FloatTensor> toTensors() {
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        moments().forEach((name, array) -> values.put(name, new FloatTensor(array.getShape(), array.toFloatArray())));
        return values;
    }
}
