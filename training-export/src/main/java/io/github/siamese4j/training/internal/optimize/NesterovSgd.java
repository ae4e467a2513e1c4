package io.github.siamese4j.training.internal.optimize;

import ai.djl.ndarray.NDArray;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.util.Map;

/** Stochastic gradient descent with Nesterov momentum in the form of Sutskever et al. 2013. */
final class NesterovSgd extends ParameterOptimizer {
    private static final String VELOCITY = "velocity";

    private final double momentum;

    NesterovSgd(TwinParameters parameters, double momentum, double decay, Map<String, FloatTensor> saved) {
        super(parameters, decay, false, saved, VELOCITY);
        this.momentum = momentum;
    }

    @Override
    void update(String name, NDArray weight, NDArray gradient, double learningRate, long count) {
        NDArray velocity = moment(name, VELOCITY);
        velocity.muli(momentum).addi(gradient);
        try (NDArray ahead = velocity.mul(momentum)) {
            weight.subi(gradient.addi(ahead).muli(learningRate));
        }
    }
}
