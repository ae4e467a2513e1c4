package io.github.siamese4j.training.internal.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The compared pairs of a batch and their targets: all pairs, in the order (0, 1), (0, 2), …, (1, 2), …, or a given
 * list. Immutable.
 */
public final class PairTargets {
    private final int pictures;
    private final @Nullable List<Integer> labels;
    private final int[] left;
    private final int[] right;
    private final boolean[] same;
    private final int positives;

    /**
     * Creates the targets of all pairs.
     *
     * @param labels the class of each image of the batch
     * @throws IllegalArgumentException if all pairs are of one kind
     */
    public PairTargets(List<Integer> labels) {
        int n = labels.size();
        this.pictures = n;
        this.labels = List.copyOf(labels);
        int pairs = n * (n - 1) / 2;
        this.left = new int[pairs];
        this.right = new int[pairs];
        this.same = new boolean[pairs];
        int next = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                left[next] = i;
                right[next] = j;
                same[next++] = labels.get(i).equals(labels.get(j));
            }
        }
        this.positives = count(same);
        if (positives == 0 || positives == pairs) {
            throw new IllegalArgumentException(
                    "labels must have pairs of the same and of different classes: " + labels);
        }
    }

    private PairTargets(int pictures, int[] left, int[] right, boolean[] same) {
        this.pictures = pictures;
        this.labels = null;
        this.left = left;
        this.right = right;
        this.same = same;
        this.positives = count(same);
    }

    /**
     * Returns the targets of a list of pairs, which may all be of one kind.
     *
     * @param pictures the number of images in the batch
     * @param left an image of each pair, in 0..pictures - 1
     * @param right the other image of each pair, in 0..pictures - 1
     * @throws IllegalArgumentException if the arrays are empty or differ in length, or an image is paired with itself
     */
    public static PairTargets of(int pictures, int[] left, int[] right, boolean[] same) {
        if (left.length == 0 || left.length != right.length || left.length != same.length) {
            throw new IllegalArgumentException("left, right and same must have the same length above 0: " + left.length
                    + ", " + right.length + ", " + same.length);
        }
        for (int i = 0; i < left.length; i++) {
            if (Objects.checkIndex(left[i], pictures) == Objects.checkIndex(right[i], pictures)) {
                throw new IllegalArgumentException("pair " + i + " is an image with itself: " + left[i]);
            }
        }
        return new PairTargets(pictures, left.clone(), right.clone(), same.clone());
    }

    /** Returns the number of images. */
    public int pictures() {
        return pictures;
    }

    /** Returns the number of pairs. */
    public int pairs() {
        return same.length;
    }

    /** Returns the number of pairs of the same class. */
    int positives() {
        return positives;
    }

    /** Returns whether these are all pairs of the batch, so that the classes of any two images can be compared. */
    public boolean isComplete() {
        return labels != null;
    }

    /** Returns the index of the first image of a pair. */
    public int left(int pair) {
        return left[pair];
    }

    /** Returns the index of the second image of a pair. */
    public int right(int pair) {
        return right[pair];
    }

    /** Returns whether a pair is of the same class. */
    public boolean isPositive(int pair) {
        return same[pair];
    }

    /** Returns whether two images are of the same class. Throws IllegalStateException for a list of pairs. */
    boolean isSame(int i, int j) {
        return labels().get(i).equals(labels().get(j));
    }

    /** Returns the index of the pair (i, j) or (j, i). Throws IllegalStateException for a list of pairs. */
    int place(int i, int j) {
        int n = labels().size();
        int a = Math.min(i, j);
        int b = Math.max(i, j);
        return a * (2 * n - a - 1) / 2 + b - a - 1;
    }

    /**
     * Returns the mean of the share of positive pairs above a threshold and of negative pairs not above it, in 0..1. If
     * all pairs are of one kind, it is the share of that kind.
     *
     * @param values a value for each pair, higher = more similar
     */
    public double balancedAccuracy(float[] values, double threshold) {
        int hits = 0;
        int rejections = 0;
        for (int i = 0; i < same.length; i++) {
            if (same[i] && values[i] > threshold) {
                hits++;
            } else if (!same[i] && values[i] <= threshold) {
                rejections++;
            }
        }
        int negatives = same.length - positives;
        return positives == 0 || negatives == 0
                ? (double) (hits + rejections) / same.length
                : 0.5 * hits / positives + 0.5 * rejections / negatives;
    }

    /** Returns the weights of a mean over the pairs. If balanced, both kinds have the same total weight. */
    float[] weights(boolean balanced) {
        int negatives = same.length - positives;
        float[] weights = new float[same.length];
        if (!balanced || positives == 0 || negatives == 0) {
            Arrays.fill(weights, 1f / same.length);
            return weights;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 0.5f / (same[i] ? positives : negatives);
        }
        return weights;
    }

    private List<Integer> labels() {
        if (labels == null) {
            throw new IllegalStateException("the classes of all images are not known for a list of pairs");
        }
        return labels;
    }

    private static int count(boolean[] values) {
        int count = 0;
        for (boolean value : values) {
            count += value ? 1 : 0;
        }
        return count;
    }
}
