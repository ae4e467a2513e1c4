package io.github.siamese4j.training.internal.optimize;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.util.Map;

/**
 * The exponential moving average of all parameters, running statistics included (Polyak and Juditsky 1992; Tarvainen
 * and Valpola 2017). The weights of step i count {@code decay^(t - i) / Σ decay^(t - j)} after t steps, so that the
 * start is not in it. Close it after use. Not thread-safe.
 */
public final class WeightAverage implements AutoCloseable {
    private final TwinParameters averages;
    private final double decay;

    /**
     * Starts or goes on.
     *
     * @param network the network
     * @param values the averages so far; before the first step any values
     * @param decay how much of the sum is kept at each step, in (0, 1)
     * @param device where the averages live
     */
    public WeightAverage(NetworkDescription network, Map<String, FloatTensor> values, double decay, Device device) {
        this.averages = TwinParameters.of(network, values, device);
        this.decay = decay;
    }

    /**
     * Takes the weights of a step in.
     *
     * @param parameters the weights after the step
     * @param count how many steps were made, from 1
     */
    public void add(TwinParameters parameters, long count) {
        // From a(t) = Σ decay^(t - i) w(i) / Σ decay^(t - i); 1 at the first step.
        double share = (1 - decay) / (1 - Math.pow(decay, (double) count));
        for (ParameterSpec spec : averages.network().parameters()) {
            try (NDArray part = parameters.get(spec.name()).mul(share)) {
                averages.get(spec.name()).muli(1 - share).addi(part);
            }
        }
    }

    /**
     * The averages.
     *
     * @return parameters that change with each {@link #add}
     */
    public TwinParameters parameters() {
        return averages;
    }

    @Override
    public void close() {
        averages.close();
    }
}
