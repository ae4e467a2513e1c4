package io.github.siamese4j.training;

import io.github.siamese4j.training.TrainingException.Code;

/**
 * How a batch is put together: a number of classes with the same number of pictures of each, all pairs of which count;
 * or single pairs.
 *
 * @param classesPerBatch how many classes, at least 2; without meaning when pairs are drawn
 * @param picturesPerClass how many pictures of each, at least 2; without meaning when pairs are drawn
 * @param hardEvery every how many batches one has alike negatives (0: never): its classes are of two groups only, its
 *     single negative pairs of one group
 * @param quarterTurns whether a class turned by 90°, 180° or 270° counts as a class of its own; each class appears in
 *     one turn per batch
 * @param uprightEvery every how many batches one is drawn without turns (0: never)
 * @param pairsPerBatch how many positive pairs, and as many negative ones, make a batch; 0: classes with pictures
 * @param views how many distortions of a picture there are, drawn once for the whole run, so that what is computed of a
 *     picture can be kept; 0: each time a fresh one
 */
public record SamplingPolicy(
        int classesPerBatch,
        int picturesPerClass,
        int hardEvery,
        boolean quarterTurns,
        int uprightEvery,
        int pairsPerBatch,
        int views) {
    /**
     * Checks the ranges.
     *
     * @param classesPerBatch how many classes, at least 2; without meaning when pairs are drawn
     * @param picturesPerClass how many pictures of each, at least 2; without meaning when pairs are drawn
     * @param hardEvery every how many batches one has alike negatives (0: never)
     * @param quarterTurns whether a class turned by 90°, 180° or 270° counts as a class of its own
     * @param uprightEvery every how many batches one is drawn without turns (0: never)
     * @param pairsPerBatch how many positive pairs, and as many negative ones, make a batch; 0: classes with pictures
     * @param views how many distortions of a picture there are; 0: each time a fresh one
     */
    public SamplingPolicy {
        boolean small = classesPerBatch < 2 || picturesPerClass < 2;
        if ((small && pairsPerBatch == 0) || hardEvery < 0 || uprightEvery < 0) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "classesPerBatch and picturesPerClass must be at least 2, hardEvery and uprightEvery at least 0: "
                            + classesPerBatch + ", " + picturesPerClass + ", " + hardEvery + ", " + uprightEvery);
        }
        if (pairsPerBatch < 0 || views < 0) {
            throw new TrainingException(
                    Code.CONFIG_INVALID, "pairsPerBatch and views must be at least 0: " + pairsPerBatch + ", " + views);
        }
    }

    /**
     * Classes with pictures, distorted afresh each time.
     *
     * @param classesPerBatch how many classes, at least 2
     * @param picturesPerClass how many pictures of each, at least 2
     * @param hardEvery every how many batches one takes its classes from two groups only (0: never)
     * @param quarterTurns whether a class turned by 90°, 180° or 270° counts as a class of its own
     * @param uprightEvery every how many batches one is drawn without turns (0: never)
     */
    public SamplingPolicy(
            int classesPerBatch, int picturesPerClass, int hardEvery, boolean quarterTurns, int uprightEvery) {
        this(classesPerBatch, picturesPerClass, hardEvery, quarterTurns, uprightEvery, 0, 0);
    }

    /**
     * 24 classes of 4 pictures, every other batch from two groups, no turns.
     *
     * @return the policy
     */
    public static SamplingPolicy standard() {
        return new SamplingPolicy(24, 4, 2, false, 0);
    }

    /**
     * Single pairs: two pictures of a class, and a third one of it with a picture of another class.
     *
     * @param count how many positive pairs, and as many negative ones, make a batch; at least 1
     * @return the policy, without turns
     */
    public static SamplingPolicy pairs(int count) {
        return new SamplingPolicy(0, 0, 0, false, 0, count, 0);
    }

    /**
     * The same with a fixed number of distortions per picture.
     *
     * @param count how many; 0: each time a fresh one
     * @return a copy
     */
    public SamplingPolicy withViews(int count) {
        return new SamplingPolicy(
                classesPerBatch, picturesPerClass, hardEvery, quarterTurns, uprightEvery, pairsPerBatch, count);
    }
}
