package io.github.siamese4j.training.internal.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** The supervised contrastive loss on a matrix of 1 - cosine. */
final class SupervisedContrastive {
    private static final double EXCLUDED = -1e9;
    private static final int[] ROW = {1};

    private SupervisedContrastive() {}

    /** Returns the loss of distances [N, N] at a sharpness, the inverse of the temperature. */
    static NDArray compute(NDArray distances, PairTargets targets, double sharpness) {
        int n = targets.pictures();
        // An anchor's weights of its positives sum to 1, those of all anchors with a positive to their number.
        double[] weights = new double[n * n];
        double[] anchors = new double[n];
        double[] self = new double[n * n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            int positives = 0;
            for (int j = 0; j < n; j++) {
                positives += i != j && targets.isSame(i, j) ? 1 : 0;
            }
            for (int j = 0; j < n; j++) {
                weights[i * n + j] = i != j && targets.isSame(i, j) ? 1.0 / positives : 0;
            }
            self[i * n + i] = EXCLUDED;
            anchors[i] = positives > 0 ? 1 : 0;
            count += positives > 0 ? 1 : 0;
        }
        NDManager scope = distances.getManager();
        Shape matrix = new Shape(n, n);
        NDArray logits = distances.mul(-sharpness);
        NDArray others = logits.add(scope.create(self, matrix));
        NDArray largest = others.max(ROW, true).stopGradient();
        NDArray logSum = others.sub(largest).exp().sum(ROW, true).log().add(largest);
        NDArray ofAnchors = logSum.mul(scope.create(anchors, new Shape(n, 1))).sum();
        NDArray ofPositives = logits.mul(scope.create(weights, matrix)).sum();
        return ofAnchors.sub(ofPositives).div(Math.max(1, count));
    }
}
