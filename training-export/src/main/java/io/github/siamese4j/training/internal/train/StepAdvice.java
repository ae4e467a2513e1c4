package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.training.OptimizerSettings.Rule;
import java.util.Optional;

/**
 * Advice to train longer than the advised number of steps. Experience with VGG16 twins advises more than 30,000 steps
 * with SGD and more than 10,000 with Adam or AdamW.
 */
record StepAdvice(long steps, long advised, long epochsNeeded) {
    private static final long SGD_STEPS = 30_000;
    private static final long ADAM_STEPS = 10_000;

    /** Returns advice, or nothing if the run is long enough. Epochs have at least one step. */
    static Optional<StepAdvice> of(long steps, long stepsPerEpoch, Rule rule) {
        long advised = rule == Rule.SGD ? SGD_STEPS : ADAM_STEPS;
        return steps > advised
                ? Optional.empty()
                : Optional.of(new StepAdvice(steps, advised, advised / stepsPerEpoch + 1));
    }

    /** Returns the advice as a sentence. */
    String message(Rule rule) {
        return "the run has " + steps + " steps; with " + rule + ", more than " + advised + " steps (" + epochsNeeded
                + " epochs) are advised";
    }
}
