package io.github.siamese4j.training;

import io.github.siamese4j.training.internal.config.Ranges;

/**
 * The composition of a batch: classes with the same number of images each, all pairs of which count, or single pairs.
 *
 * @param classesPerBatch number of classes, at least 2; of no meaning if pairs are drawn
 * @param picturesPerClass number of images of each class, at least 2; of no meaning if pairs are drawn
 * @param hardEvery every Nth batch has similar negatives: its classes are of two groups, or its single negative pairs
 *     of one group; 0 for none
 * @param quarterTurns whether a class turned by 90°, 180° or 270° counts as a class of its own; a class appears in one
 *     turn per batch
 * @param uprightEvery every Nth batch is drawn without turns; 0 for none
 * @param pairsPerBatch number of positive pairs, and of negative pairs, in a batch; 0 for classes with images
 * @param views number of distortions of an image, drawn once for the whole run, so that results of a frozen trunk are
 *     cached; 0 for a fresh distortion each time
 */
public record SamplingPolicy(
        int classesPerBatch,
        int picturesPerClass,
        int hardEvery,
        boolean quarterTurns,
        int uprightEvery,
        int pairsPerBatch,
        int views) {
    /** Creates the policy and checks its ranges. */
    public SamplingPolicy {
        Ranges.atLeast(0, "pairsPerBatch", pairsPerBatch);
        if (pairsPerBatch == 0) {
            Ranges.atLeast(2, "classesPerBatch", classesPerBatch);
            Ranges.atLeast(2, "picturesPerClass", picturesPerClass);
        }
        Ranges.atLeast(0, "hardEvery", hardEvery);
        Ranges.atLeast(0, "uprightEvery", uprightEvery);
        Ranges.atLeast(0, "views", views);
    }

    /** Creates a policy of classes with images and fresh distortions: {@code pairsPerBatch} and {@code views} are 0. */
    public SamplingPolicy(
            int classesPerBatch, int picturesPerClass, int hardEvery, boolean quarterTurns, int uprightEvery) {
        this(classesPerBatch, picturesPerClass, hardEvery, quarterTurns, uprightEvery, 0, 0);
    }

    /** {@return the standard policy: 24 classes of 4 images, every other batch from two groups, no turns} */
    public static SamplingPolicy standard() {
        return new SamplingPolicy(24, 4, 2, false, 0);
    }

    /**
     * {@return a policy of single pairs without turns: two images of a class, and a third one of it with an image of
     * another class}
     *
     * @param count number of positive pairs, and of negative pairs, in a batch; at least 1
     */
    public static SamplingPolicy pairs(int count) {
        return new SamplingPolicy(0, 0, 0, false, 0, count, 0);
    }

    /**
     * {@return a copy with a fixed number of distortions per image}
     *
     * @param count the number; 0 for a fresh distortion each time
     */
    public SamplingPolicy withViews(int count) {
        return new SamplingPolicy(
                classesPerBatch, picturesPerClass, hardEvery, quarterTurns, uprightEvery, pairsPerBatch, count);
    }

    /**
     * {@return a copy with another number of images of each class}
     *
     * @param count number of images, at least 2
     */
    public SamplingPolicy withPicturesPerClass(int count) {
        return new SamplingPolicy(classesPerBatch, count, hardEvery, quarterTurns, uprightEvery, pairsPerBatch, views);
    }
}
