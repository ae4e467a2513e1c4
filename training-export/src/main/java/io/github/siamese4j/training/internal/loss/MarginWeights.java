package io.github.siamese4j.training.internal.loss;

import io.github.siamese4j.training.MetricLoss;
import io.github.siamese4j.training.MetricLoss.Mining;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
        TripletCount count = new TripletCount(distances, targets, loss);
        for (int anchor = 0; anchor < targets.pictures(); anchor++) {
            if (loss.mining() == Mining.BATCH_HARD) {
                count.addHardest(anchor);
            } else {
                count.addAll(anchor);
            }
        }
        return count.mean();
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
        }

        void addAll(int anchor) {
            for (int positive = 0; positive < n; positive++) {
                if (positive == anchor || !targets.isSame(anchor, positive)) {
                    continue;
                }
                for (int negative = 0; negative < n; negative++) {
                    if (!targets.isSame(anchor, negative) && isMined(anchor, positive, negative)) {
                        add(anchor, positive, negative);
                    }
                }
            }
        }

        void addHardest(int anchor) {
            Integer positive = extreme(anchor, true);
            Integer negative = extreme(anchor, false);
            if (positive != null && negative != null) {
                add(anchor, positive, negative);
            }
        }

        /** Returns the furthest positive or the nearest negative, the first of equals; null if there is none. */
        private @Nullable Integer extreme(int anchor, boolean same) {
            Integer found = null;
            for (int other = 0; other < n; other++) {
                if (other != anchor && targets.isSame(anchor, other) == same) {
                    double further = found == null ? 0 : distance(anchor, other) - distance(anchor, found);
                    found = found == null || (same ? further > 0 : further < 0) ? Integer.valueOf(other) : found;
                }
            }
            return found;
        }

        private boolean isMined(int anchor, int positive, int negative) {
            double lead = distance(anchor, negative) - distance(anchor, positive);
            return switch (loss.mining()) {
                case SEMI_HARD -> lead > 0 && lead <= loss.margin();
                case HARD -> lead <= 0;
                case ALL, BATCH_HARD -> true;
            };
        }

        private void add(int anchor, int positive, int negative) {
            if (distance(anchor, positive) - distance(anchor, negative) + loss.margin() > 0) {
                counts[anchor * n + positive]++;
                counts[anchor * n + negative]--;
                triplets++;
            }
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
