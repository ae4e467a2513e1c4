package io.github.siamese4j.training.internal.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of a batch and whether each is of the same class: all pairs, in the order (0, 1), (0, 2), …, (1, 2), …, or
 * a given list. Immutable.
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
     * @param labels class of each image of the batch
     * @throws IllegalArgumentException if all pairs are of the same class or all of different classes
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
     * Returns the targets of a list of pairs, in its order. All can be of one kind.
     *
     * @param pictures number of images of the batch
     * @param left one image of each pair, in 0..pictures - 1
     * @param right other image of each pair
     * @param same whether the pair is of the same class
     * @throws IllegalArgumentException if the arrays are empty or of different lengths, or if a pair is of one image
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

    /** Returns the number of images, N. */
    public int pictures() {
        return pictures;
    }

    /** Returns the number of pairs, P; N (N - 1) / 2 if they are all. */
    public int pairs() {
        return same.length;
    }

    /** Returns the number of pairs of the same class. */
    public int positives() {
        return positives;
    }

    /**
     * Returns whether all pairs of the batch are there. For a given list, the classes of images that are not a pair are
     * not known.
     */
    public boolean isComplete() {
        return labels != null;
    }

    /** Returns the index of one image of a pair. */
    public int left(int pair) {
        return left[pair];
    }

    /** Returns the index of the other image of a pair. */
    public int right(int pair) {
        return right[pair];
    }

    /** Returns whether a pair is of the same class. */
    public boolean isPositive(int pair) {
        return same[pair];
    }

    /**
     * Returns whether two images are of the same class.
     *
     * @throws IllegalStateException if the pairs are a given list
     */
    public boolean isSame(int i, int j) {
        return labels().get(i).equals(labels().get(j));
    }

    /**
     * Returns the index of the pair of two different images, in any order.
     *
     * @throws IllegalStateException if the pairs are a given list
     */
    public int place(int i, int j) {
        int n = labels().size();
        int a = Math.min(i, j);
        int b = Math.max(i, j);
        return a * (2 * n - a - 1) / 2 + b - a - 1;
    }

    /**
     * Returns the mean of the share of positive pairs above a threshold and of negative pairs not above it. If all
     * pairs are of one kind, it is the share of that kind.
     *
     * @param values one per pair, higher for more similar
     * @return accuracy in 0..1; 0.5 is chance
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
        if (positives == 0 || negatives == 0) {
            return (double) (hits + rejections) / same.length;
        }
        return 0.5 * hits / positives + 0.5 * rejections / negatives;
    }

    /** Returns the weights of a mean over the pairs; their sum is 1. */
    public float[] weights(boolean balanced) {
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
