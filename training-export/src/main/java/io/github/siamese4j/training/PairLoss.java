package io.github.siamese4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.loss.PairTargets;
import java.util.Objects;

/**
 * What the scores of pairs cost: a {@linkplain Term term} per pair against its target, 1 for the same class and 0 for
 * another, averaged, plus two extras:
 *
 * <ul>
 *   <li>a softmax over the pairs of an anchor: for each anchor and each of its positives p, {@code -log(exp(z_p) /
 *       (exp(z_p) + sum of exp(z_n) over the anchor's negatives n))}. It needs all pairs of the batch;
 *   <li>the term of the pair of a picture with itself, with target 1. The difference of its embeddings is the zero
 *       vector whatever the picture, so this is a single value for the whole batch.
 * </ul>
 *
 * @param balanced true: mean over positives and mean over negatives, weighted half and half; false: mean over all pairs
 * @param anchorSoftmax weight of the softmax, 0 for none; only with cross-entropy
 * @param labelSmoothing how far the targets of pairs are moved from 0 and 1 towards one half, in [0, 1)
 * @param term what a pair costs; null stands for cross-entropy
 * @param identityWeight weight of the pair of a picture with itself, 0 for none
 */
public record PairLoss(
        boolean balanced, double anchorSoftmax, double labelSmoothing, Term term, double identityWeight) {
    /** What a pair costs, given its value and the target t. */
    public enum Term {
        /** The value is a logit z: {@code softplus(z) - t z}, the binary cross-entropy of its logistic function. */
        CROSS_ENTROPY,
        /** The value is a score or a cosine s: {@code (s - t)^2}. */
        SQUARED_ERROR,
        /** Pairs cost nothing: embeddings are trained by a {@link MetricLoss} alone. */
        NONE
    }

    private static final float EXCLUDED = -1e9f;

    /**
     * Checks the ranges.
     *
     * @param balanced true: mean over positives and mean over negatives, weighted half and half
     * @param anchorSoftmax weight of the softmax, 0 for none; only with cross-entropy
     * @param labelSmoothing how far the targets of pairs are moved from 0 and 1 towards one half, in [0, 1)
     * @param term what a pair costs; null (a configuration without it) stands for cross-entropy
     * @param identityWeight weight of the pair of a picture with itself, 0 for none
     */
    @SuppressWarnings("NullAway") // JSON without the member calls this with null.
    public PairLoss {
        term = Objects.requireNonNullElse(term, Term.CROSS_ENTROPY);
        if (!(anchorSoftmax >= 0 && labelSmoothing >= 0 && labelSmoothing < 1 && identityWeight >= 0)) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "anchorSoftmax and identityWeight must be at least 0 and labelSmoothing in [0, 1): " + anchorSoftmax
                            + ", " + identityWeight + ", " + labelSmoothing);
        }
        if (anchorSoftmax > 0 && term != Term.CROSS_ENTROPY) {
            throw new TrainingException(
                    Code.CONFIG_INVALID, "anchorSoftmax needs logits; set it to 0 or use CROSS_ENTROPY: " + term);
        }
    }

    /**
     * Cross-entropy without the pairs of pictures with themselves.
     *
     * @param balanced true: mean over positives and mean over negatives, weighted half and half
     * @param anchorSoftmax weight of the softmax, 0 for none
     * @param labelSmoothing how far targets are moved from 0 and 1 towards one half, in [0, 1)
     */
    public PairLoss(boolean balanced, double anchorSoftmax, double labelSmoothing) {
        this(balanced, anchorSoftmax, labelSmoothing, Term.CROSS_ENTROPY, 0);
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
     * Mean squared error of scores or cosines.
     *
     * @param balanced true: mean over positives and mean over negatives, weighted half and half
     * @return the loss
     */
    public static PairLoss squaredError(boolean balanced) {
        return new PairLoss(balanced, 0, 0, Term.SQUARED_ERROR, 0);
    }

    /**
     * The same loss with pairs of pictures with themselves.
     *
     * @param weight their weight, 0 for none
     * @return a loss
     */
    public PairLoss withIdentity(double weight) {
        return new PairLoss(balanced, anchorSoftmax, labelSmoothing, term, weight);
    }

    /**
     * The loss of a batch without the pairs of pictures with themselves, whatever their weight.
     *
     * @param values float32 [P], one per pair: logits for cross-entropy, scores or cosines for squared error
     * @param targets the pairs
     * @return a scalar with gradient, in the manager of the values
     * @throws TrainingException {@link Code#CONFIG_INVALID} when the softmax is asked for on a given list of pairs
     */
    public NDArray compute(NDArray values, PairTargets targets) {
        NDArray loss = meanTerm(values, targets);
        if (anchorSoftmax == 0) {
            return loss;
        }
        if (!targets.isComplete()) {
            throw new TrainingException(
                    Code.CONFIG_INVALID, "anchorSoftmax needs all pairs of a batch; set it to 0 for a list of pairs");
        }
        return loss.add(softmax(values, targets).mul((float) anchorSoftmax));
    }

    /**
     * The loss of a batch with the pairs of pictures with themselves.
     *
     * @param values float32 [P], one per pair: logits for cross-entropy, scores or cosines for squared error
     * @param targets the pairs
     * @param zeroValue float32 with one element: the same for the zero difference
     * @return a scalar with gradient, in the manager of the values
     * @throws TrainingException {@link Code#CONFIG_INVALID} when the softmax is asked for on a given list of pairs
     */
    public NDArray compute(NDArray values, PairTargets targets, NDArray zeroValue) {
        NDArray loss = compute(values, targets);
        return identityWeight == 0 ? loss : loss.add(identity(zeroValue).mul((float) identityWeight));
    }

    private NDArray identity(NDArray zeroValue) {
        return switch (term) {
            case CROSS_ENTROPY -> Activation.softPlus(zeroValue.neg()).sum();
            case SQUARED_ERROR -> zeroValue.sub(1).square().sum();
            case NONE -> throw new IllegalStateException("pairs cost nothing");
        };
    }

    private NDArray meanTerm(NDArray values, PairTargets targets) {
        float[] wanted = new float[targets.pairs()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = (float) ((targets.isPositive(i) ? 1 - labelSmoothing : 0) + labelSmoothing / 2);
        }
        NDManager scope = values.getManager();
        NDArray target = scope.create(wanted);
        NDArray perPair = switch (term) {
            case CROSS_ENTROPY -> Activation.softPlus(values).sub(values.mul(target));
            case SQUARED_ERROR -> values.sub(target).square();
            case NONE -> throw new IllegalStateException("pairs cost nothing");
        };
        return perPair.mul(scope.create(targets.weights(balanced))).sum();
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
