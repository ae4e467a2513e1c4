package io.github.siamese4j.training;

/** Is told how a training goes. Called in the training thread; an exception stops the training. */
public interface TrainingListener {
    /** Ignores everything. */
    TrainingListener SILENT = new TrainingListener() {};

    /**
     * Something worth saying once, such as pictures that are left out.
     *
     * @param message one line
     */
    default void onMessage(String message) {}

    /**
     * A step is done.
     *
     * @param report its figures
     */
    default void onStep(StepReport report) {}

    /**
     * The network has been measured on held-out pictures.
     *
     * @param step steps done
     * @param metrics the figures
     * @param best whether they are the best so far
     */
    default void onEvaluation(long step, ValidationMetrics metrics, boolean best) {}

    /**
     * This listener and then another one.
     *
     * @param next is told after this one
     * @return a listener that tells both
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
     * @param step steps done, from 1
     * @param steps all steps
     * @param loss the loss of the batch
     * @param accuracy balanced accuracy over the pairs of the batch, in 0..1
     * @param learningRate the learning rate of the step
     * @param gradientNorm norm of the gradient over all parameters, before clipping
     * @param imagesPerSecond pictures of the batch divided by the time of the step
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
