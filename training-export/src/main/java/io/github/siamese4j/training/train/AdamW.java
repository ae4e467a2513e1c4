package io.github.siamese4j.training.train;

import ai.djl.ndarray.NDArray;
import io.github.siamese4j.training.network.FloatTensor;
import io.github.siamese4j.training.network.ParameterSpec;
import io.github.siamese4j.training.network.ParameterSpec.Kind;
import io.github.siamese4j.training.network.TwinParameters;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019); with decay 0 it is Adam (Kingma and Ba 2015). Decay
 * acts on kernels and matrices only.
 */
final class AdamW implements ParameterOptimizer {
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final TwinParameters parameters;
    private final double beta1;
    private final double decay;
    private final Map<String, NDArray> moments = new LinkedHashMap<>();

    AdamW(TwinParameters parameters, double beta1, double decay, Map<String, FloatTensor> saved) {
        this.parameters = parameters;
        this.beta1 = beta1;
        this.decay = decay;
        for (ParameterSpec spec : parameters.description().parameters()) {
            if (spec.kind().isTrained()) {
                moments.put(first(spec), Moments.restore(parameters, spec, first(spec), saved));
                moments.put(second(spec), Moments.restore(parameters, spec, second(spec), saved));
            }
        }
    }

    @Override
    public void update(Map<String, NDArray> gradients, double learningRate, long count) {
        double correction1 = 1 - Math.pow(beta1, (double) count);
        double correction2 = Math.sqrt(1 - Math.pow(BETA2, (double) count));
        for (ParameterSpec spec : parameters.description().parameters()) {
            NDArray gradient = gradients.get(spec.name());
            NDArray mean = moments.get(first(spec));
            NDArray square = moments.get(second(spec));
            if (gradient == null || mean == null || square == null) {
                continue;
            }
            NDArray weight = parameters.get(spec.name());
            if (spec.kind() == Kind.WEIGHT && decay > 0) {
                weight.muli(1 - learningRate * decay);
            }
            // Temporaries come from the gradient, so that they belong to its manager and not to the moments'.
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
