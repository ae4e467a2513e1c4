package io.github.siamese4j.training.internal.optimize;

import ai.djl.ndarray.NDArray;
import io.github.siamese4j.training.OptimizerSettings;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.ParameterSpec.Kind;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Updates parameters from their gradients. Unlike the optimizers of the engine, it exposes its moments, so that a
 * resumed run continues exactly. Weight decay applies to kernels and matrices only. Not thread-safe.
 */
public abstract sealed class ParameterOptimizer permits Adam, NesterovSgd {
    private final TwinParameters parameters;
    private final double decay;
    private final boolean decoupled;
    private final Map<String, NDArray> moments = new LinkedHashMap<>();

    /**
     * Creates an optimizer whose moments belong to the manager of the parameters.
     *
     * @param decoupled whether weight decay shrinks the weights themselves and is not added to the gradient
     * @param saved the moments of an earlier process; if empty, all start at 0
     * @param roles the names of the moments of a parameter
     */
    ParameterOptimizer(
            TwinParameters parameters,
            double decay,
            boolean decoupled,
            Map<String, FloatTensor> saved,
            String... roles) {
        this.parameters = parameters;
        this.decay = decay;
        this.decoupled = decoupled;
        for (ParameterSpec spec : ParameterSpec.of(parameters.network())) {
            for (String role : spec.kind().isTrained() ? roles : new String[0]) {
                String name = spec.name() + "." + role;
                moments.put(name, restore(spec, name, saved));
            }
        }
    }

    /** Creates the optimizer of a run, with the saved moments of an earlier process or with none. */
    public static ParameterOptimizer create(
            OptimizerSettings settings, TwinParameters parameters, Map<String, FloatTensor> moments) {
        double momentum = settings.momentum();
        double decay = settings.weightDecay();
        return switch (settings.rule()) {
            case ADAM -> new Adam(parameters, momentum, decay, false, moments);
            case ADAMW -> new Adam(parameters, momentum, decay, true, moments);
            case SGD -> new NesterovSgd(parameters, momentum, decay, moments);
        };
    }

    private NDArray restore(ParameterSpec spec, String name, Map<String, FloatTensor> saved) {
        if (saved.isEmpty()) {
            return parameters.manager().zeros(spec.shape());
        }
        FloatTensor value = saved.get(name);
        if (value == null || !value.shape().equals(spec.shape())) {
            throw new TrainingException(
                    Code.CHECKPOINT_INVALID,
                    "the optimizer state has no " + name + " of shape " + spec.shape()
                            + "; resume with the optimizer and network of the run");
        }
        return value.copyTo(parameters.manager());
    }

    /**
     * Makes one step.
     *
     * @param gradients the gradients by name of the parameter; temporary arrays belong to the manager of the gradient
     * @param count the number of this step, from 1
     */
    public final void update(Map<String, NDArray> gradients, double learningRate, long count) {
        for (ParameterSpec spec : ParameterSpec.of(parameters.network())) {
            NDArray given = gradients.get(spec.name());
            if (given == null || !spec.kind().isTrained()) {
                continue;
            }
            NDArray weight = parameters.get(spec.name());
            double pull = spec.kind() == Kind.WEIGHT ? decay : 0;
            try (NDArray gradient = given.duplicate()) {
                if (pull > 0 && decoupled) {
                    weight.muli(1 - learningRate * pull);
                } else if (pull > 0) {
                    try (NDArray part = weight.mul(pull)) {
                        gradient.addi(part);
                    }
                }
                update(spec.name(), weight, gradient, learningRate, count);
            }
        }
    }

    /** Updates a weight from its gradient, which may be changed. */
    abstract void update(String name, NDArray weight, NDArray gradient, double learningRate, long count);

    /** Returns a moment of a parameter. */
    final NDArray moment(String name, String role) {
        return Objects.requireNonNull(moments.get(name + "." + role));
    }

    /** Copies the moments out of the engine, by name. */
    public final Map<String, FloatTensor> toTensors() {
        return FloatTensor.copyOf(moments);
    }
}
