package io.github.siamese4j.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;

/**
 * Binary cross-entropy on the logits z of all pairs of a batch, {@code softplus(z) - t z} with target t, plus, when
 * asked for, a softmax over the pairs of an anchor: for each anchor and each of its positives p,
 * {@code -log(exp(z_p) / (exp(z_p) + sum of exp(z_n) over the anchor's negatives n))}.
 *
 * @param balanced true: mean over positives and mean over negatives, weighted half and half; false: mean over all pairs
 * @param anchorSoftmax weight of the softmax term, 0 for none
 * @param labelSmoothing how far targets are moved from 0 and 1 towards one half, in [0, 1)
 */
public record PairLoss(boolean balanced, double anchorSoftmax, double labelSmoothing) {
    private static final float EXCLUDED = -1e9f;

    /**
     * Checks the ranges.
     *
     * @param balanced true: mean over positives and mean over negatives, weighted half and half
     * @param anchorSoftmax weight of the softmax term, 0 for none
     * @param labelSmoothing how far targets are moved from 0 and 1 towards one half, in [0, 1)
     */
    public PairLoss {
        if (!(anchorSoftmax >= 0 && labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "anchorSoftmax must be at least 0 and labelSmoothing in [0, 1): " + anchorSoftmax + ", "
                            + labelSmoothing);
        }
    }

    /**
     * Balanced cross-entropy alone.
     *
     * @return the loss
     */
    public static PairLoss standard() {
        return new PairLoss(true, 0, 0);
    }

    /**
     * The loss of a batch.
     *
     * @param logits float32 [P], one per pair
     * @param targets the labels of the pairs
     * @return a scalar with gradient, in the manager of the logits
     */
    public NDArray compute(NDArray logits, PairTargets targets) {
        NDArray loss = crossEntropy(logits, targets);
        return anchorSoftmax == 0 ? loss : loss.add(softmax(logits, targets).mul((float) anchorSoftmax));
    }

    private NDArray crossEntropy(NDArray logits, PairTargets targets) {
        int pairs = targets.pairs();
        int positives = targets.positives();
        float[] target = new float[pairs];
        float[] weight = new float[pairs];
        for (int i = 0; i < pairs; i++) {
            boolean same = targets.isPositive(i);
            target[i] = (float) ((same ? 1 - labelSmoothing : 0) + labelSmoothing / 2);
            weight[i] = balanced ? 0.5f / (same ? positives : pairs - positives) : 1f / pairs;
        }
        NDManager scope = logits.getManager();
        NDArray perPair = softplus(logits).sub(logits.mul(scope.create(target)));
        return perPair.mul(scope.create(weight)).sum();
    }

    private static NDArray softmax(NDArray logits, PairTargets targets) {
        int n = targets.pictures();
        long[] places = new long[n * n];
        float[] excluded = new float[n * n];
        float[] positive = new float[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                boolean same = targets.isSame(i, j);
                places[i * n + j] = i == j ? 0 : targets.place(i, j);
                excluded[i * n + j] = same ? EXCLUDED : 0;
                positive[i * n + j] = same && i != j ? 0.5f / targets.positives() : 0;
            }
        }
        NDManager scope = logits.getManager();
        Shape square = new Shape(n, n);
        NDArray matrix = logits.gather(scope.create(places), 0).reshape(square);
        NDArray negatives = matrix.add(scope.create(excluded, square));
        NDArray largest = negatives.max(new int[] {1}, true).stopGradient();
        NDArray logSum =
                negatives.sub(largest).exp().sum(new int[] {1}, true).log().add(largest);
        return softplus(logSum.sub(matrix)).mul(scope.create(positive, square)).sum();
    }

    /** log(1 + exp(x)) without overflow. */
    private static NDArray softplus(NDArray x) {
        return Activation.relu(x).add(x.abs().neg().exp().add(1).log());
    }
}
