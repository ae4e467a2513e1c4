package io.github.siamese4j.training.loss;

import java.util.List;

/** The labels of all pairs of a batch, in the order (0, 1), (0, 2), …, (1, 2), …. Immutable. */
public final class PairTargets {
    private final List<Integer> labels;
    private final boolean[] same;
    private final int positives;

    /**
     * Derives the pairs from the classes.
     *
     * @param labels the class of each picture of the batch
     * @throws IllegalArgumentException when all pairs have the same label
     */
    public PairTargets(List<Integer> labels) {
        int n = labels.size();
        this.labels = List.copyOf(labels);
        this.same = new boolean[n * (n - 1) / 2];
        int next = 0;
        int count = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                same[next] = labels.get(i).equals(labels.get(j));
                count += same[next++] ? 1 : 0;
            }
        }
        this.positives = count;
        if (positives == 0 || positives == same.length) {
            throw new IllegalArgumentException("labels must give equal and unequal pairs: " + labels);
        }
    }

    /**
     * How many pictures.
     *
     * @return N
     */
    public int pictures() {
        return labels.size();
    }

    /**
     * How many pairs.
     *
     * @return N (N - 1) / 2
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
     */
    public boolean isSame(int i, int j) {
        return labels.get(i).equals(labels.get(j));
    }

    /**
     * The place of a pair.
     *
     * @param i one picture
     * @param j another picture
     * @return the place of (i, j), which is that of (j, i)
     */
    public int place(int i, int j) {
        int a = Math.min(i, j);
        int b = Math.max(i, j);
        return a * (2 * pictures() - a - 1) / 2 + b - a - 1;
    }

    /**
     * Mean of the share of positive pairs with a logit above 0 and of negative pairs with one below.
     *
     * @param logits one per pair
     * @return accuracy in 0..1; 0.5 is chance
     */
    public double balancedAccuracy(float[] logits) {
        int hits = 0;
        int rejections = 0;
        for (int i = 0; i < same.length; i++) {
            if (same[i] && logits[i] > 0) {
                hits++;
            } else if (!same[i] && logits[i] <= 0) {
                rejections++;
            }
        }
        return 0.5 * hits / positives + 0.5 * rejections / (same.length - positives);
    }
}
