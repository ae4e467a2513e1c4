package io.github.siamese4j.training.internal.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which pairs of a batch are compared, and which of them are of the same class: all pairs, in the order (0, 1), (0, 2),
 * …, (1, 2), …, or a given list. Immutable.
 */
public final class PairTargets {
    private final int pictures;
    private final @Nullable List<Integer> labels;
    private final int[] left;
    private final int[] right;
    private final boolean[] same;
    private final int positives;

    /**
     * All pairs, told apart by the classes.
     *
     * @param labels the class of each picture of the batch
     * @throws IllegalArgumentException when all pairs have the same label
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
            throw new IllegalArgumentException("labels must give equal and unequal pairs: " + labels);
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
     * A given list of pairs, which may all be of one kind.
     *
     * @param pictures how many pictures the batch has
     * @param left one picture of each pair, in 0..pictures - 1
     * @param right the other, not the same picture
     * @param same whether the two are of the same class
     * @return the targets, in the order of the list
     * @throws IllegalArgumentException when the arrays are empty or differ in length, or a pair is not of two pictures
     */
    public static PairTargets of(int pictures, int[] left, int[] right, boolean[] same) {
        if (left.length == 0 || left.length != right.length || left.length != same.length) {
            throw new IllegalArgumentException("left, right and same must have one length above 0: " + left.length
                    + ", " + right.length + ", " + same.length);
        }
        for (int i = 0; i < left.length; i++) {
            if (Objects.checkIndex(left[i], pictures) == Objects.checkIndex(right[i], pictures)) {
                throw new IllegalArgumentException("pair " + i + " is a picture with itself: " + left[i]);
            }
        }
        return new PairTargets(pictures, left.clone(), right.clone(), same.clone());
    }

    /**
     * How many pictures.
     *
     * @return N
     */
    public int pictures() {
        return pictures;
    }

    /**
     * How many pairs.
     *
     * @return P; N (N - 1) / 2 when they are all
     */
    public int pairs() {
        return same.length;
    }

    /**
     * How many pairs of the same class.
     *
     * @return the count
     */
    public int positives() {
        return positives;
    }

    /**
     * Whether all pairs of the batch are there. Only then is it known of any two pictures whether they are of the same
     * class.
     *
     * @return false for a given list
     */
    public boolean isComplete() {
        return labels != null;
    }

    /**
     * One picture of a pair.
     *
     * @param pair its place
     * @return an index into the batch
     */
    public int left(int pair) {
        return left[pair];
    }

    /**
     * The other picture of a pair.
     *
     * @param pair its place
     * @return an index into the batch
     */
    public int right(int pair) {
        return right[pair];
    }

    /**
     * Whether a pair is of the same class.
     *
     * @param pair its place
     * @return true for a positive pair
     */
    public boolean isPositive(int pair) {
        return same[pair];
    }

    /**
     * Whether two pictures are of the same class.
     *
     * @param i one picture
     * @param j the other
     * @return true for equal labels
     * @throws IllegalStateException when the pairs are a given list
     */
    public boolean isSame(int i, int j) {
        return labels().get(i).equals(labels().get(j));
    }

    /**
     * The place of a pair.
     *
     * @param i one picture
     * @param j another picture
     * @return the place of (i, j), which is that of (j, i)
     * @throws IllegalStateException when the pairs are a given list
     */
    public int place(int i, int j) {
        int n = labels().size();
        int a = Math.min(i, j);
        int b = Math.max(i, j);
        return a * (2 * n - a - 1) / 2 + b - a - 1;
    }

    /**
     * Mean of the share of positive pairs with a logit above 0 and of negative pairs with one below.
     *
     * @param logits one per pair
     * @return accuracy in 0..1; 0.5 is chance
     */
    public double balancedAccuracy(float[] logits) {
        return balancedAccuracy(logits, 0);
    }

    /**
     * Mean of the share of positive pairs above a threshold and of negative pairs not above it; when all pairs are of
     * one kind, the share of that kind.
     *
     * @param values one per pair, higher for more similar
     * @param threshold what is compared with
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

    /** The weights of a mean over the pairs, which add up to 1. */
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
            throw new IllegalStateException("a list of pairs does not tell the classes of all pictures");
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
