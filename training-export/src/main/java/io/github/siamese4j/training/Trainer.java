package io.github.siamese4j.training;

import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.train.TrainingLoop;
import java.nio.file.Path;

/**
 * Trains a twin network on folders of labelled images or on a table of labelled feature vectors.
 *
 * <p>Training writes a run folder:
 *
 * <ul>
 *   <li>{@code last} and {@code best}: the latest checkpoint and the one with the best validation.
 *   <li>{@code checkpoints}: further checkpoints, if the configuration keeps any.
 *   <li>{@code config.json}: the configuration.
 *   <li>{@code data.txt}: the images or rows that were left out.
 *   <li>{@code steps.csv} and {@code metrics.csv}: the figures of each step and of each validation.
 *   <li>{@code curves.png} and {@code pairs.png}: the figures as curves, and held-out pairs with their scores.
 *   <li>{@code train.log} and TensorBoard event files.
 * </ul>
 *
 * <p>Runs with different folders can train in parallel. A run folder belongs to one training at a time.
 */
public final class Trainer {

    private Trainer() {}

    /**
     * Starts a run.
     *
     * @param config the configuration
     * @param listener receives the progress
     * @return the result
     * @throws TrainingException if the run folder already contains a run, the data are unusable, the loss diverges or
     *     collapses, or a file cannot be written; the code tells which
     */
    public static TrainingResult train(TrainingConfig config, TrainingListener listener) {
        return TrainingLoop.train(config, listener);
    }

    /**
     * Resumes a run from its last checkpoint. On the CPU the resulting weights are bit for bit those of an
     * uninterrupted run.
     *
     * @param run the folder of the run; it may have been moved
     * @param listener receives the progress
     * @return the result
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if there is no complete checkpoint, otherwise as
     *     {@link #train} does
     */
    public static TrainingResult resume(Path run, TrainingListener listener) {
        return TrainingLoop.resume(run, listener);
    }
}
