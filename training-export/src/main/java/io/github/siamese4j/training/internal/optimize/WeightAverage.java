package io.github.siamese4j.training.internal.optimize;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.util.Map;

/**
 * The exponential moving average of all parameters, including running statistics (Polyak and Juditsky 1992; Tarvainen
 * and Valpola 2017). After t steps the weights of step i have the share {@code decay^(t - i) / Σ decay^(t - j)}, so the
 * starting weights have none. Not thread-safe; close it after use.
 */
public final class WeightAverage implements AutoCloseable {
    private final TwinParameters averages;
    private final double decay;

    /**
     * Creates an average.
     *
     * @param values the averages so far; arbitrary before the first step
     * @param decay the share of the sum that remains at each step, in (0, 1)
     */
    public WeightAverage(NetworkDescription network, Map<String, FloatTensor> values, double decay, Device device) {
        this.averages = TwinParameters.of(network, values, device);
        this.decay = decay;
    }

    /** Adds the weights after a step, the first of which is number 1. */
    public void add(TwinParameters parameters, long count) {
        // Follows from a(t) = Σ decay^(t - i) w(i) / Σ decay^(t - i); equals 1 at the first step.
        double share = (1 - decay) / (1 - Math.pow(decay, (double) count));
        for (ParameterSpec spec : ParameterSpec.of(averages.network())) {
            try (NDArray part = parameters.get(spec.name()).mul(share)) {
                averages.get(spec.name()).muli(1 - share).addi(part);
            }
        }
    }

    /** Returns the averages, which change with each {@link #add}. */
    public TwinParameters parameters() {
        return averages;
    }

    @Override
    public void close() {
        averages.close();
    }
}
