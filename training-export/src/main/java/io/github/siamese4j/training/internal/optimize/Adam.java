package io.github.siamese4j.training.internal.optimize;

import ai.djl.ndarray.NDArray;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.ParameterSpec.Kind;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019). Adam adds weight decay to the gradient. AdamW
 * decouples it and shrinks the weights themselves. Decay applies to kernels and matrices only.
 */
final class Adam implements ParameterOptimizer {
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final TwinParameters parameters;
    private final double beta1;
    private final double decay;
    private final boolean decoupled;
    private final Map<String, NDArray> moments = new LinkedHashMap<>();

    Adam(TwinParameters parameters, double beta1, double decay, boolean decoupled, Map<String, FloatTensor> saved) {
        this.parameters = parameters;
        this.beta1 = beta1;
        this.decay = decay;
        this.decoupled = decoupled;
        for (ParameterSpec spec : ParameterSpec.of(parameters.network())) {
            if (spec.kind().isTrained()) {
                moments.put(first(spec), Moments.restore(parameters, spec, first(spec), saved));
                moments.put(second(spec), Moments.restore(parameters, spec, second(spec), saved));
            }
        }
    }

    @Override
    public void update(Map<String, NDArray> gradients, double learningRate, long count) {
        for (ParameterSpec spec : ParameterSpec.of(parameters.network())) {
            NDArray gradient = gradients.get(spec.name());
            if (gradient == null || !spec.kind().isTrained()) {
                continue;
            }
            NDArray weight = parameters.get(spec.name());
            boolean decays = spec.kind() == Kind.WEIGHT && decay > 0;
            if (decays && !decoupled) {
                try (NDArray part = gradient.duplicate();
                        NDArray pull = weight.mul(decay)) {
                    step(spec, weight, part.addi(pull), learningRate, count);
                }
                continue;
            }
            if (decays) {
                weight.muli(1 - learningRate * decay);
            }
            step(spec, weight, gradient, learningRate, count);
        }
    }

    private void step(ParameterSpec spec, NDArray weight, NDArray gradient, double learningRate, long count) {
        NDArray mean = Objects.requireNonNull(moments.get(first(spec)));
        NDArray square = Objects.requireNonNull(moments.get(second(spec)));
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

    @Override
    public Map<String, NDArray> moments() {
        return moments;
    }

    private static String first(ParameterSpec spec) {
        return spec.name() + ".mean";
    }

    private static String second(ParameterSpec spec) {
        return spec.name() + ".square";
    }
}
