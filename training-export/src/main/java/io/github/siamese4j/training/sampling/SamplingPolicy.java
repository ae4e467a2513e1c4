package io.github.siamese4j.training.sampling;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;

/**
 * How a batch is put together: a number of classes, and the same number of pictures of each.
 *
 * @param classesPerBatch how many classes, at least 2
 * @param picturesPerClass how many pictures of each, at least 2
 * @param hardEvery every how many batches one takes its classes from two groups only, so that its negatives are alike
 *     (0: never)
 * @param quarterTurns whether a class turned by 90°, 180° or 270° counts as a class of its own; each class appears in
 *     one turn per batch
 * @param uprightEvery every how many batches one is drawn without turns (0: never)
 */
public record SamplingPolicy(
        int classesPerBatch, int picturesPerClass, int hardEvery, boolean quarterTurns, int uprightEvery) {
    /**
     * Checks the ranges.
     *
     * @param classesPerBatch how many classes, at least 2
     * @param picturesPerClass how many pictures of each, at least 2
     * @param hardEvery every how many batches one takes its classes from two groups only, so that its negatives are alike (0: never)
     * @param quarterTurns whether a class turned by 90°, 180° or 270° counts as a class of its own
     * @param uprightEvery every how many batches one is drawn without turns (0: never)
     */
    public SamplingPolicy {
        if (classesPerBatch < 2 || picturesPerClass < 2 || hardEvery < 0 || uprightEvery < 0) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "classesPerBatch and picturesPerClass must be at least 2, hardEvery and uprightEvery at least 0: "
                            + classesPerBatch + ", " + picturesPerClass + ", " + hardEvery + ", " + uprightEvery);
        }
    }

    /**
     * 24 classes of 4 pictures, every other batch from two groups, no turns.
     *
     * @return the policy
     */
    public static SamplingPolicy standard() {
        return new SamplingPolicy(24, 4, 2, false, 0);
    }
}
