package io.github.siamese4j.training;

import io.github.siamese4j.training.TrainingException.Code;

/**
 * How gradients change the weights.
 *
 * @param rule the rule
 * @param momentum decay of the first moment (beta1 of Adam and AdamW, momentum of SGD), in [0, 1)
 * @param weightDecay decay of kernels and matrices, at least 0
 * @param clipNorm gradients are scaled down to this norm over all parameters, above 0
 */
public record OptimizerSettings(Rule rule, double momentum, double weightDecay, double clipNorm) {
    /** The rule. */
    public enum Rule {
        /** Adam; decay is added to the gradient. */
        ADAM,
        /** Adam with decoupled weight decay. */
        ADAMW,
        /** Stochastic gradient descent with Nesterov momentum; decay is added to the gradient. */
        SGD
    }

    /**
     * Checks the ranges.
     *
     * @param rule the rule
     * @param momentum decay of the first moment (beta1 of Adam and AdamW, momentum of SGD), in [0, 1)
     * @param weightDecay decay of kernels and matrices, at least 0
     * @param clipNorm gradients are scaled down to this norm over all parameters, above 0
     */
    public OptimizerSettings {
        if (!(momentum >= 0 && momentum < 1 && weightDecay >= 0 && clipNorm > 0)) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "momentum must be in [0, 1), weightDecay at least 0, clipNorm above 0: " + momentum + ", "
                            + weightDecay + ", " + clipNorm);
        }
    }

    /**
     * AdamW with beta1 0.9, decay 1e-4, gradients clipped at norm 5.
     *
     * @return the settings
     */
    public static OptimizerSettings standard() {
        return new OptimizerSettings(Rule.ADAMW, 0.9, 1e-4, 5);
    }

    /**
     * Adam with beta1 0.9, no decay, gradients clipped at norm 5.
     *
     * @return the settings
     */
    public static OptimizerSettings adam() {
        return new OptimizerSettings(Rule.ADAM, 0.9, 0, 5);
    }

    /**
     * Nesterov momentum 0.9, decay 5e-4, gradients clipped at norm 5.
     *
     * @return the settings
     */
    public static OptimizerSettings sgd() {
        return new OptimizerSettings(Rule.SGD, 0.9, 5e-4, 5);
    }
}
