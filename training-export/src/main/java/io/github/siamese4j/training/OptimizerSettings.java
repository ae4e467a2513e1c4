package io.github.siamese4j.training;

import io.github.siamese4j.training.internal.config.Ranges;

/**
 * The rule by which gradients change the weights.
 *
 * @param rule rule
 * @param momentum decay of the first moment (beta1 of Adam and AdamW, momentum of SGD), in [0, 1)
 * @param weightDecay decay of kernels and matrices, at least 0
 * @param clipNorm largest norm of the gradient over all parameters, above 0; a longer gradient is scaled down to it
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

    /** Creates the settings and checks their ranges. */
    public OptimizerSettings {
        Ranges.belowOne("momentum", momentum);
        Ranges.atLeast(0.0, "weightDecay", weightDecay);
        Ranges.above(0, "clipNorm", clipNorm);
    }

    /** {@return AdamW with beta1 0.9, decay 1e-4 and gradients clipped at norm 5} */
    public static OptimizerSettings standard() {
        return new OptimizerSettings(Rule.ADAMW, 0.9, 1e-4, 5);
    }

    /** {@return Adam with beta1 0.9, no decay and gradients clipped at norm 5} */
    public static OptimizerSettings adam() {
        return new OptimizerSettings(Rule.ADAM, 0.9, 0, 5);
    }

    /** {@return SGD with Nesterov momentum 0.9, decay 5e-4 and gradients clipped at norm 5} */
    public static OptimizerSettings sgd() {
        return new OptimizerSettings(Rule.SGD, 0.9, 5e-4, 5);
    }
}
