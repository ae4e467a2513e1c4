package io.github.siamese4j.training;

/** Receives the progress of a training. It is called by the training thread. An exception stops the training. */
public interface TrainingListener {
    /** A listener that does nothing. */
    TrainingListener SILENT = new TrainingListener() {};

    /**
     * Receives a message, such as the name of an image that is left out.
     *
     * @param message a message of one line
     */
    default void onMessage(String message) {}

    /**
     * Receives the figures of a completed step.
     *
     * @param report the figures
     */
    default void onStep(StepReport report) {}

    /**
     * Receives the figures of a validation.
     *
     * @param step the number of completed steps
     * @param metrics the figures
     * @param best whether these figures are the best so far
     */
    default void onEvaluation(long step, ValidationMetrics metrics, boolean best) {}

    /**
     * {@return a listener that calls this listener and then another one}
     *
     * @param next the listener to call after this one
     */
    default TrainingListener and(TrainingListener next) {
        TrainingListener first = this;
        return new TrainingListener() {
            @Override
            public void onMessage(String message) {
                first.onMessage(message);
                next.onMessage(message);
            }

            @Override
            public void onStep(StepReport report) {
                first.onStep(report);
                next.onStep(report);
            }

            @Override
            public void onEvaluation(long step, ValidationMetrics metrics, boolean best) {
                first.onEvaluation(step, metrics, best);
                next.onEvaluation(step, metrics, best);
            }
        };
    }

    /**
     * The figures of a step.
     *
     * @param step the number of completed steps, from 1
     * @param steps the number of steps of the run
     * @param loss the loss of the batch
     * @param accuracy the balanced accuracy over the pairs of the batch, in [0, 1]
     * @param learningRate the learning rate of the step
     * @param gradientNorm the norm of the gradient over all parameters, before clipping
     * @param imagesPerSecond the number of samples of the batch divided by the time of the step
     */
    record StepReport(
            long step,
            long steps,
            double loss,
            double accuracy,
            double learningRate,
            double gradientNorm,
            double imagesPerSecond) {}
}
