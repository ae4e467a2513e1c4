package io.github.siamese4j.training.internal.optimize;

import ai.djl.ndarray.NDArray;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.ParameterSpec.Kind;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stochastic gradient descent with Nesterov momentum in the form of Sutskever et al. 2013. Weight decay is added to the
 * gradient and applies to kernels and matrices only.
 */
final class NesterovSgd implements ParameterOptimizer {
    private final TwinParameters parameters;
    private final double momentum;
    private final double decay;
    private final Map<String, NDArray> moments = new LinkedHashMap<>();

    NesterovSgd(TwinParameters parameters, double momentum, double decay, Map<String, FloatTensor> saved) {
        this.parameters = parameters;
        this.momentum = momentum;
        this.decay = decay;
        for (ParameterSpec spec : ParameterSpec.of(parameters.network())) {
            if (spec.kind().isTrained()) {
                moments.put(velocity(spec), Moments.restore(parameters, spec, velocity(spec), saved));
            }
        }
    }

    @Override
    public void update(Map<String, NDArray> gradients, double learningRate, long count) {
        for (ParameterSpec spec : ParameterSpec.of(parameters.network())) {
            NDArray raw = gradients.get(spec.name());
            NDArray velocity = moments.get(velocity(spec));
            if (raw == null || velocity == null) {
                continue;
            }
            NDArray weight = parameters.get(spec.name());
            try (NDArray gradient = raw.duplicate()) {
                if (spec.kind() == Kind.WEIGHT && decay > 0) {
                    try (NDArray part = weight.mul(decay)) {
                        gradient.addi(part);
                    }
                }
                velocity.muli(momentum).addi(gradient);
                try (NDArray ahead = velocity.mul(momentum)) {
                    weight.subi(gradient.addi(ahead).muli(learningRate));
                }
            }
        }
    }

    @Override
    public Map<String, NDArray> moments() {
        return moments;
    }

    private static String velocity(ParameterSpec spec) {
        return spec.name() + ".velocity";
    }
}
