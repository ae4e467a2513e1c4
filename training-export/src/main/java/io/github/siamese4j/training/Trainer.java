package io.github.siamese4j.training;

import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.train.TrainingLoop;
import java.nio.file.Path;

/**
 * Trains a twin network on folders of labelled pictures. A run folder holds {@code last} and {@code best}
 * (checkpoints), {@code config.json}, {@code steps.csv}, {@code metrics.csv}, {@code data.txt} (what was left out),
 * {@code curves.png}, {@code pairs.png} (held-out pairs with their scores), {@code train.log} and event files for
 * TensorBoard.
 */
public final class Trainer {

    private Trainer() {}

    /**
     * Trains from the start.
     *
     * @param config what to do
     * @param listener is told how it goes
     * @return what was reached
     * @throws TrainingException with a code for unusable data, a diverging loss, or files that cannot be written
     */
    public static TrainingResult train(TrainingConfig config, TrainingListener listener) {
        return TrainingLoop.train(config, listener);
    }

    /**
     * Goes on with a run from its last checkpoint. On the CPU the weights are the same, bit for bit, as if the run had
     * not been stopped.
     *
     * @param run the folder of the run; it may have been moved
     * @param listener is told how it goes
     * @return what was reached
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} when there is no whole checkpoint, and as for
     *     {@link #train}
     */
    public static TrainingResult resume(Path run, TrainingListener listener) {
        return TrainingLoop.resume(run, listener);
    }
}
