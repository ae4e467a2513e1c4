package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.training.LearningRateSchedule;
import io.github.siamese4j.training.OptimizerSettings.Rule;
import java.util.Optional;

/**
 * That a run is shorter than experience with VGG16 twins advises: more than 30,000 steps of SGD, more than 10,000 of
 * Adam or AdamW.
 *
 * @param steps the steps of the run
 * @param advised more steps than these are advised
 * @param epochsNeeded how many epochs make more steps than those
 */
public record StepAdvice(long steps, long advised, long epochsNeeded) {
    private static final long SGD_STEPS = 30_000;
    private static final long ADAM_STEPS = 10_000;

    /**
     * Looks at the length of a run.
     *
     * @param schedule the steps
     * @param rule the optimizer
     * @return empty when the run is long enough
     */
    public static Optional<StepAdvice> of(LearningRateSchedule schedule, Rule rule) {
        return of(schedule.steps(), schedule.stepsPerEpoch(), rule);
    }

    /**
     * Looks at the length of a run.
     *
     * @param steps all steps
     * @param stepsPerEpoch steps that make an epoch, at least 1
     * @param rule the optimizer
     * @return empty when the run is long enough
     */
    public static Optional<StepAdvice> of(long steps, long stepsPerEpoch, Rule rule) {
        long advised = rule == Rule.SGD ? SGD_STEPS : ADAM_STEPS;
        return steps > advised
                ? Optional.empty()
                : Optional.of(new StepAdvice(steps, advised, advised / stepsPerEpoch + 1));
    }

    /**
     * The advice in words.
     *
     * @param rule the optimizer
     * @return a sentence for the log
     */
    public String message(Rule rule) {
        return steps + " steps are few for " + rule + ": more than " + advised + " are advised, which takes "
                + epochsNeeded + " epochs";
    }
}
