package io.github.siamese4j.training.internal.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;

/** Computes a {@link PairLoss}. */
public final class PairLossFunction {
    private static final float EXCLUDED = -1e9f;

    private PairLossFunction() {}

    /**
     * Returns the loss of a batch without the pairs of equal images, as a scalar with gradient in the manager of the
     * values. The values, float32 [P], are logits for cross-entropy, and scores or cosines for squared error.
     *
     * @throws TrainingException {@link Code#CONFIG_INVALID} if a softmax is asked for on a given list of pairs
     */
    public static NDArray compute(PairLoss loss, NDArray values, PairTargets targets) {
        NDArray mean = meanTerm(loss, values, targets);
        if (loss.anchorSoftmax() == 0) {
            return mean;
        }
        if (!targets.isComplete()) {
            throw new TrainingException(
                    Code.CONFIG_INVALID, "anchorSoftmax needs all pairs of a batch; set it to 0 for a list of pairs");
        }
        return mean.add(softmax(values, targets).mul((float) loss.anchorSoftmax()));
    }

    /**
     * Returns the loss of a batch with the pairs of equal images, whose value is the only element of the last array.
     */
    public static NDArray compute(PairLoss loss, NDArray values, PairTargets targets, NDArray zeroValue) {
        NDArray pairs = compute(loss, values, targets);
        return loss.identityWeight() == 0
                ? pairs
                : pairs.add(identity(loss, zeroValue).mul((float) loss.identityWeight()));
    }

    private static NDArray identity(PairLoss loss, NDArray zeroValue) {
        return switch (loss.term()) {
            case CROSS_ENTROPY -> Activation.softPlus(zeroValue.neg()).sum();
            case SQUARED_ERROR -> zeroValue.sub(1).square().sum();
            case NONE -> throw new IllegalStateException("this loss has no term for pairs");
        };
    }

    private static NDArray meanTerm(PairLoss loss, NDArray values, PairTargets targets) {
        float[] wanted = new float[targets.pairs()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = (float) ((targets.isPositive(i) ? 1 - loss.labelSmoothing() : 0) + loss.labelSmoothing() / 2);
        }
        NDManager scope = values.getManager();
        NDArray target = scope.create(wanted);
        NDArray perPair = switch (loss.term()) {
            case CROSS_ENTROPY -> Activation.softPlus(values).sub(values.mul(target));
            case SQUARED_ERROR -> values.sub(target).square();
            case NONE -> throw new IllegalStateException("this loss has no term for pairs");
        };
        return perPair.mul(scope.create(targets.weights(loss.balanced()))).sum();
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
        return Activation.softPlus(logSum.sub(matrix))
                .mul(scope.create(positive, square))
                .sum();
    }
}
