package io.github.siamese4j.training;

import io.github.siamese4j.training.internal.config.Ranges;

/**
 * The loss of the scores of pairs: a {@linkplain Term term} for each pair against its target, 1 for the same class and
 * 0 for different classes, averaged over the pairs. Two terms can be added:
 *
 * <ul>
 *   <li>A softmax over the pairs of an anchor. For each anchor and each of its positives p, it is {@code -log(exp(z_p)
 *       / (exp(z_p) + sum of exp(z_n) over the anchor's negatives n))}. It needs all pairs of the batch.
 *   <li>The term of the pair of an image with itself, with target 1. The difference of the two embeddings is the zero
 *       vector for each image, so this is a single value for the whole batch.
 * </ul>
 *
 * @param balanced whether positives and negatives are averaged separately and weighted half and half; otherwise the
 *     mean is over all pairs
 * @param anchorSoftmax weight of the softmax, 0 for none; above 0 only with cross-entropy
 * @param labelSmoothing share s in [0, 1); the targets are s/2 and 1 - s/2
 * @param term term of a pair
 * @param identityWeight weight of the pair of an image with itself, 0 for none
 */
public record PairLoss(
        boolean balanced, double anchorSoftmax, double labelSmoothing, Term term, double identityWeight) {
    /** The term of a pair with the target t. */
    public enum Term {
        /** {@code softplus(z) - t z} of a logit z, the binary cross-entropy of its logistic function. */
        CROSS_ENTROPY,
        /** {@code (s - t)^2} of a score or a cosine s. */
        SQUARED_ERROR,
        /** No term; a {@link MetricLoss} alone trains the embeddings. */
        NONE
    }

    /** Creates the loss and checks its ranges. */
    public PairLoss {
        Ranges.atLeast(0.0, "anchorSoftmax", anchorSoftmax);
        Ranges.belowOne("labelSmoothing", labelSmoothing);
        Ranges.atLeast(0.0, "identityWeight", identityWeight);
        Ranges.require(
                anchorSoftmax == 0 || term == Term.CROSS_ENTROPY,
                "anchorSoftmax needs logits; set it to 0 or use CROSS_ENTROPY: " + term);
    }

    /** Creates a cross-entropy without the pairs of images with themselves: {@code identityWeight} is 0. */
    public PairLoss(boolean balanced, double anchorSoftmax, double labelSmoothing) {
        this(balanced, anchorSoftmax, labelSmoothing, Term.CROSS_ENTROPY, 0);
    }

    /** {@return the balanced cross-entropy} */
    public static PairLoss standard() {
        return new PairLoss(true, 0, 0);
    }

    /**
     * {@return the mean squared error of scores or cosines}
     *
     * @param balanced whether positives and negatives are weighted half and half
     */
    public static PairLoss squaredError(boolean balanced) {
        return new PairLoss(balanced, 0, 0, Term.SQUARED_ERROR, 0);
    }

    /**
     * {@return a copy with pairs of images with themselves}
     *
     * @param weight their weight, 0 for none
     */
    public PairLoss withIdentity(double weight) {
        return new PairLoss(balanced, anchorSoftmax, labelSmoothing, term, weight);
    }
}
