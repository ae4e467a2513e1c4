package io.github.siamese4j.training.internal.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.MetricLoss;
import io.github.siamese4j.training.MetricLoss.Mining;
import java.util.Arrays;

/** The multi-similarity loss on a matrix of 1 - cosine. */
final class MultiSimilarity {
    private static final double EXCLUDED = -1e9;
    private static final int[] ROW = {1};

    private MultiSimilarity() {}

    /** Returns the loss; the values are those of the distances. */
    static NDArray compute(NDArray distances, double[] values, PairTargets targets, MetricLoss loss) {
        Pairs pairs = loss.mining() == Mining.HARD ? hard(values, targets, loss.margin()) : all(targets);
        // The cosine minus the base.
        NDArray excess = distances.neg().add(1 - loss.base());
        NDArray positive = logSum(excess.mul(-loss.alpha()), pairs.positive()).div(loss.alpha());
        NDArray negative = logSum(excess.mul(loss.beta()), pairs.negative()).div(loss.beta());
        return positive.add(negative).sum().div(targets.pictures());
    }

    /** Returns log(1 + sum of exp(x) over the chosen elements) of each row, [N, N] to [N, 1]. */
    private static NDArray logSum(NDArray x, boolean[] chosen) {
        NDManager scope = x.getManager();
        Shape shape = x.getShape();
        double[] factor = new double[chosen.length];
        double[] offset = new double[chosen.length];
        Arrays.setAll(factor, i -> chosen[i] ? 1 : 0);
        Arrays.setAll(offset, i -> chosen[i] ? 0 : EXCLUDED);
        NDArray exponents = x.mul(scope.create(factor, shape)).add(scope.create(offset, shape));
        NDArray largest = exponents.max(ROW, true).stopGradient().maximum(0);
        NDArray sum =
                exponents.sub(largest).exp().sum(ROW, true).add(largest.neg().exp());
        return sum.log().add(largest);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Pairs(boolean[] positive, boolean[] negative) {}

    private static Pairs all(PairTargets targets) {
        int n = targets.pictures();
        Pairs pairs = new Pairs(new boolean[n * n], new boolean[n * n]);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                boolean same = targets.isSame(i, j);
                pairs.positive[i * n + j] = same && i != j;
                pairs.negative[i * n + j] = !same;
            }
        }
        return pairs;
    }

    private static Pairs hard(double[] distances, PairTargets targets, double slack) {
        int n = targets.pictures();
        Pairs pairs = all(targets);
        double[] furthest = new double[n];
        double[] nearest = new double[n];
        Arrays.fill(furthest, Double.NEGATIVE_INFINITY);
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        for (int k = 0; k < distances.length; k++) {
            if (pairs.positive[k]) {
                furthest[k / n] = Math.max(furthest[k / n], distances[k]);
            } else if (pairs.negative[k]) {
                nearest[k / n] = Math.min(nearest[k / n], distances[k]);
            }
        }
        for (int k = 0; k < distances.length; k++) {
            pairs.positive[k] &= distances[k] + slack > nearest[k / n];
            pairs.negative[k] &= distances[k] - slack < furthest[k / n];
        }
        return pairs;
    }
}
