package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.training.LearningRateSchedule;
import io.github.siamese4j.training.OptimizerSettings.Rule;
import java.util.Optional;

/**
 * Advice to train longer. Experience with VGG16 twins advises more than 30,000 steps with SGD and more than 10,000 with
 * Adam or AdamW.
 *
 * @param steps the number of steps of the run
 * @param advised the number of steps that the run should exceed
 * @param epochsNeeded the number of epochs that exceeds it
 */
record StepAdvice(long steps, long advised, long epochsNeeded) {
    private static final long SGD_STEPS = 30_000;
    private static final long ADAM_STEPS = 10_000;

    /** Returns advice, or nothing if the run is long enough. */
    static Optional<StepAdvice> of(LearningRateSchedule schedule, Rule rule) {
        return of(schedule.steps(), schedule.stepsPerEpoch(), rule);
    }

    /**
     * Returns advice, or nothing if the run is long enough.
     *
     * @param stepsPerEpoch the number of steps of an epoch, at least 1
     */
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
