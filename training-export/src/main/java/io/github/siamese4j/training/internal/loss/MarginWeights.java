package io.github.siamese4j.training.internal.loss;

import io.github.siamese4j.training.MetricLoss;
import java.util.Arrays;

/**
 * A loss made of hinges, written as {@code sum of weight × distance + constant}, which has the same value and gradient.
 * The weights are those of the distances [N × N], row-major.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MarginWeights(double[] weights, double constant) {
    static MarginWeights contrastive(double[] distances, PairTargets targets, MetricLoss loss) {
        int n = targets.pictures();
        double[] signs = new double[targets.pairs()];
        int positives = 0;
        int negatives = 0;
        for (int i = 0; i < signs.length; i++) {
            double distance = distances[targets.left(i) * n + targets.right(i)];
            if (targets.isPositive(i) && distance > loss.positiveMargin()) {
                signs[i] = 1;
                positives++;
            } else if (!targets.isPositive(i) && distance < loss.margin()) {
                signs[i] = -1;
                negatives++;
            }
        }
        double[] weights = new double[n * n];
        for (int i = 0; i < signs.length; i++) {
            if (signs[i] != 0) {
                weights[targets.left(i) * n + targets.right(i)] += signs[i] / (signs[i] > 0 ? positives : negatives);
            }
        }
        double constant = (negatives > 0 ? loss.margin() : 0) - (positives > 0 ? loss.positiveMargin() : 0);
        return new MarginWeights(weights, constant);
    }

    static MarginWeights triplet(double[] distances, PairTargets targets, MetricLoss loss) {
        return new TripletCount(distances, targets, loss).mean();
    }

    /** Counts for each distance the triplets above 0 that have it as positive, less those that have it as negative. */
    private static final class TripletCount {
        private final double[] distances;
        private final PairTargets targets;
        private final MetricLoss loss;
        private final int n;
        private final double[] counts;
        private long triplets;

        TripletCount(double[] distances, PairTargets targets, MetricLoss loss) {
            this.distances = distances;
            this.targets = targets;
            this.loss = loss;
            this.n = targets.pictures();
            this.counts = new double[n * n];
            for (int anchor = 0; anchor < n; anchor++) {
                addAll(anchor);
            }
        }

        private void addAll(int anchor) {
            int furthest = extreme(anchor, true);
            int nearest = extreme(anchor, false);
            for (int positive = 0; positive < n; positive++) {
                for (int negative = 0; negative < n; negative++) {
                    boolean triplet =
                            positive != anchor && targets.isSame(anchor, positive) && !targets.isSame(anchor, negative);
                    boolean hardest = positive == furthest && negative == nearest;
                    if (triplet && isMined(distance(anchor, negative) - distance(anchor, positive), hardest)) {
                        counts[anchor * n + positive]++;
                        counts[anchor * n + negative]--;
                        triplets++;
                    }
                }
            }
        }

        /** Returns the furthest positive or the nearest negative, the first of equals; -1 if there is none. */
        private int extreme(int anchor, boolean same) {
            int found = -1;
            for (int other = 0; other < n; other++) {
                if (other != anchor && targets.isSame(anchor, other) == same) {
                    double further = found < 0 ? 0 : distance(anchor, other) - distance(anchor, found);
                    found = found < 0 || (same ? further > 0 : further < 0) ? other : found;
                }
            }
            return found;
        }

        /** Returns whether a triplet is chosen and above 0, from the lead of the positive over the negative. */
        private boolean isMined(double lead, boolean hardest) {
            return lead < loss.margin()
                    && switch (loss.mining()) {
                        case SEMI_HARD -> lead > 0;
                        case HARD -> lead <= 0;
                        case BATCH_HARD -> hardest;
                        case ALL -> true;
                    };
        }

        private double distance(int i, int j) {
            return distances[i * n + j];
        }

        MarginWeights mean() {
            double divisor = Math.max(1, triplets);
            Arrays.setAll(counts, i -> counts[i] / divisor);
            return new MarginWeights(counts, triplets == 0 ? 0 : loss.margin());
        }
    }
}
