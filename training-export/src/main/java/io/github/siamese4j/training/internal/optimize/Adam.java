package io.github.siamese4j.training.internal.optimize;

import ai.djl.ndarray.NDArray;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.util.Map;

/**
 * Adam (Kingma and Ba 2015), which adds weight decay to the gradient, and AdamW (Loshchilov and Hutter 2019), which
 * decouples it.
 */
final class Adam extends ParameterOptimizer {
    private static final String MEAN = "mean";
    private static final String SQUARE = "square";
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final double beta1;

    Adam(TwinParameters parameters, double beta1, double decay, boolean decoupled, Map<String, FloatTensor> saved) {
        super(parameters, decay, decoupled, saved, MEAN, SQUARE);
        this.beta1 = beta1;
    }

    @Override
    void update(String name, NDArray weight, NDArray gradient, double learningRate, long count) {
        NDArray mean = moment(name, MEAN);
        NDArray square = moment(name, SQUARE);
        double correction1 = 1 - Math.pow(beta1, (double) count);
        double correction2 = Math.sqrt(1 - Math.pow(BETA2, (double) count));
        // Derive temporaries from the gradient, so that they belong to its manager and not to that of the moments.
        try (NDArray part = gradient.mul(1 - beta1)) {
            mean.muli(beta1).addi(part);
        }
        try (NDArray part = gradient.mul(gradient)) {
            square.muli(BETA2).addi(part.muli(1 - BETA2));
        }
        try (NDArray divisor = square.sqrt();
                NDArray change = mean.mul(learningRate / correction1)) {
            divisor.divi(correction2).addi(EPSILON);
            weight.subi(change.divi(divisor));
        }
    }
}
