package io.github.siamese4j.training;

import io.github.siamese4j.training.internal.config.Ranges;
import java.util.Objects;

/**
 * The loss of the distances of the embeddings of a batch, without a scorer. Distances d are Euclidean or 1 - cosine.
 * Values and gradients are those of the library pytorch-metric-learning with its default reductions, except that a zero
 * vector gets no gradient.
 *
 * <p>{@link Kind#CONTRASTIVE} (Hadsell, Chopra and LeCun 2006, without their squares): a positive pair has the loss
 * {@code max(0, d - positiveMargin)}, a negative pair {@code max(0, margin - d)}. The loss of the batch is the mean
 * over the positive pairs with a loss above 0 plus the mean over the negative pairs with a loss above 0.
 *
 * <p>{@link Kind#TRIPLET} (Schroff, Kalenichenko and Philbin 2015): a triplet of anchor a, positive p and negative n
 * has the loss {@code max(0, d(a, p) - d(a, n) + margin)}. The loss of the batch is the mean over the
 * {@linkplain Mining mined} triplets with a loss above 0.
 *
 * <p>{@link Kind#MULTI_SIMILARITY} (Wang et al. 2019), on cosines s: an anchor with positives P and negatives N has the
 * loss {@code log(1 + sum over P of exp(-alpha (s - base))) / alpha + log(1 + sum over N of exp(beta (s - base))) /
 * beta}. The loss of the batch is the mean over all images; an image without a pair has loss 0. With
 * {@link Mining#HARD}, P keeps the positives with {@code s - margin} below the largest cosine of a negative, and N the
 * negatives with {@code s + margin} above the smallest cosine of a positive.
 *
 * <p>{@link Kind#SUPERVISED_CONTRASTIVE} (Khosla et al. 2020), on cosines s: an anchor a with positives P has the loss
 * {@code mean over p in P of -log(exp(beta s(a, p)) / sum over all other images k of exp(beta s(a, k)))}. The loss of
 * the batch is the mean over the images with a positive. The temperature of the paper is 1 / beta.
 *
 * <p>If all losses of a batch are 0, its gradient is 0.
 *
 * @param kind formula
 * @param distance distance d; multi-similarity and supervised contrastive need {@link Distance#COSINE}
 * @param normalize whether embeddings are scaled to norm 1 before the Euclidean distance
 * @param mining triplets or pairs that count; contrastive and supervised contrastive take all
 * @param positiveMargin contrastive: largest distance of a positive pair without loss, at least 0
 * @param margin contrastive: smallest distance of a negative pair without loss; triplet: distance that a negative must
 *     have beyond a positive; multi-similarity: slack of the miner; at least 0
 * @param alpha multi-similarity: sharpness for positives, above 0
 * @param beta multi-similarity: sharpness for negatives; supervised contrastive: sharpness; above 0
 * @param base multi-similarity: cosine at which the loss sets in
 */
public record MetricLoss(
        Kind kind,
        Distance distance,
        boolean normalize,
        Mining mining,
        double positiveMargin,
        double margin,
        double alpha,
        double beta,
        double base) {
    private static final double ALPHA = 2;
    private static final double BETA = 50;
    private static final double BASE = 0.5;

    /** The formula. */
    public enum Kind {
        /** Pairs against two margins. */
        CONTRASTIVE,
        /** Triplets against a margin. */
        TRIPLET,
        /** Soft maxima over the pairs of an anchor. */
        MULTI_SIMILARITY,
        /** A softmax over the pairs of an anchor. */
        SUPERVISED_CONTRASTIVE
    }

    /** The distance of two embeddings. */
    public enum Distance {
        /** Euclidean, of the embeddings or of the embeddings scaled to norm 1. */
        EUCLIDEAN,
        /** 1 - cosine, in 0..2; 1 if an embedding is the zero vector. */
        COSINE
    }

    /** The triplets or pairs that count. */
    public enum Mining {
        /** All. */
        ALL,
        /** Triplets with a negative farther than the positive, but by no more than the margin. */
        SEMI_HARD,
        /** Triplets with a negative no farther than the positive; the hard pairs of multi-similarity. */
        HARD,
        /** The farthest positive and the nearest negative of each anchor (Hermans, Beyer and Leibe 2017). */
        BATCH_HARD
    }

    /** Creates the loss and checks its ranges. */
    public MetricLoss {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(distance, "distance");
        Objects.requireNonNull(mining, "mining");
        Ranges.atLeast(0.0, "positiveMargin", positiveMargin);
        Ranges.atLeast(0.0, "margin", margin);
        Ranges.above(0, "alpha", alpha);
        Ranges.above(0, "beta", beta);
        Ranges.require(Double.isFinite(base), "base must be finite: " + base);
        boolean fits = switch (kind) {
            case CONTRASTIVE -> mining == Mining.ALL;
            case TRIPLET -> true;
            case MULTI_SIMILARITY -> distance == Distance.COSINE && (mining == Mining.ALL || mining == Mining.HARD);
            case SUPERVISED_CONTRASTIVE -> distance == Distance.COSINE && mining == Mining.ALL;
        };
        Ranges.require(
                fits,
                kind + " does not go with distance " + distance + " and mining " + mining
                        + "; CONTRASTIVE needs mining ALL, MULTI_SIMILARITY needs COSINE and mining ALL or HARD,"
                        + " SUPERVISED_CONTRASTIVE COSINE and mining ALL");
    }

    /** {@return the contrastive loss with margins 0 and 1 on Euclidean distances of embeddings scaled to norm 1} */
    public static MetricLoss contrastive() {
        return contrastive(Distance.EUCLIDEAN, true, 0, 1);
    }

    /**
     * {@return a contrastive loss}
     *
     * @param distance distance d
     * @param normalize whether embeddings are scaled to norm 1 before the Euclidean distance
     * @param positiveMargin largest distance of a positive pair without loss, at least 0
     * @param negativeMargin smallest distance of a negative pair without loss, at least 0
     */
    public static MetricLoss contrastive(
            Distance distance, boolean normalize, double positiveMargin, double negativeMargin) {
        return new MetricLoss(
                Kind.CONTRASTIVE, distance, normalize, Mining.ALL, positiveMargin, negativeMargin, ALPHA, BETA, BASE);
    }

    /** Equivalent to {@code triplet(Distance.EUCLIDEAN, true, margin, mining)}. */
    public static MetricLoss triplet(double margin, Mining mining) {
        return triplet(Distance.EUCLIDEAN, true, margin, mining);
    }

    /**
     * {@return a triplet loss}
     *
     * @param distance distance d
     * @param normalize whether embeddings are scaled to norm 1 before the Euclidean distance
     * @param margin distance that a negative must have beyond a positive, at least 0
     * @param mining triplets that count
     */
    public static MetricLoss triplet(Distance distance, boolean normalize, double margin, Mining mining) {
        return new MetricLoss(Kind.TRIPLET, distance, normalize, mining, 0, margin, ALPHA, BETA, BASE);
    }

    /** {@return the multi-similarity loss with alpha 2, beta 50, base 0.5 and a miner with slack 0.1} */
    public static MetricLoss multiSimilarity() {
        return multiSimilarity(ALPHA, BETA, BASE, Mining.HARD, 0.1);
    }

    /**
     * {@return a multi-similarity loss}
     *
     * @param alpha sharpness for positives, above 0
     * @param beta sharpness for negatives, above 0
     * @param base cosine at which the loss sets in
     * @param mining {@link Mining#HARD} with the miner, {@link Mining#ALL} without
     * @param slack slack of the miner, at least 0
     */
    public static MetricLoss multiSimilarity(double alpha, double beta, double base, Mining mining, double slack) {
        return new MetricLoss(Kind.MULTI_SIMILARITY, Distance.COSINE, true, mining, 0, slack, alpha, beta, base);
    }

    /** {@return the supervised contrastive loss with a temperature of 0.1} */
    public static MetricLoss supervisedContrastive() {
        return supervisedContrastive(0.1);
    }

    /**
     * {@return a supervised contrastive loss}
     *
     * @param temperature temperature of the softmax, above 0
     */
    public static MetricLoss supervisedContrastive(double temperature) {
        return new MetricLoss(
                Kind.SUPERVISED_CONTRASTIVE, Distance.COSINE, true, Mining.ALL, 0, 0, ALPHA, 1 / temperature, BASE);
    }
}
