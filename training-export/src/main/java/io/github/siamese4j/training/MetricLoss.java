package io.github.siamese4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.loss.EmbeddingDistances;
import io.github.siamese4j.training.internal.loss.MarginWeights;
import io.github.siamese4j.training.internal.loss.MultiSimilarity;
import io.github.siamese4j.training.internal.loss.PairTargets;
import java.util.Objects;

/**
 * What the embeddings of a batch cost by their distances, without a scorer. Distances d are Euclidean or 1 - cosine.
 * Values and gradients are those of the library pytorch-metric-learning, with its default reductions; unlike there, a
 * zero vector gets no gradient.
 *
 * <p>{@link Kind#CONTRASTIVE} (Hadsell, Chopra and LeCun 2006, without their squares): a positive pair costs
 * {@code max(0, d - positiveMargin)}, a negative one {@code max(0, margin - d)}. The loss is the mean over the positive
 * pairs that cost something plus the mean over the negative pairs that cost something.
 *
 * <p>{@link Kind#TRIPLET} (Schroff, Kalenichenko and Philbin 2015): a triplet of anchor a, positive p and negative n
 * costs {@code max(0, d(a, p) - d(a, n) + margin)}. The loss is the mean over the {@linkplain Mining mined} triplets
 * that cost something.
 *
 * <p>{@link Kind#MULTI_SIMILARITY} (Wang et al. 2019), on cosines s: an anchor with positives P and negatives N costs
 * {@code log(1 + sum over P of exp(-alpha (s - base))) / alpha + log(1 + sum over N of exp(beta (s - base))) / beta}.
 * The loss is the mean over all pictures; one without a pair costs nothing. With {@link Mining#HARD}, P keeps the
 * positives with {@code s - margin} below the largest cosine of a negative, N the negatives with {@code s + margin}
 * above the smallest cosine of a positive.
 *
 * <p>Where nothing costs anything the loss is 0, and so is its gradient.
 *
 * @param kind the formula
 * @param distance what d is; multi-similarity needs cosines
 * @param normalize whether Euclidean distances are those of the embeddings scaled to length 1
 * @param mining which triplets or pairs count; contrastive takes all
 * @param positiveMargin contrastive: the distance up to which a positive pair costs nothing, at least 0
 * @param margin contrastive: the distance from which a negative pair costs nothing; triplet: by how much a negative has
 *     to be further than a positive; multi-similarity: the slack of the miner; at least 0
 * @param alpha multi-similarity: how sharply positives are told apart, above 0
 * @param beta multi-similarity: how sharply negatives are told apart, above 0
 * @param base multi-similarity: the cosine where cost sets in
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
        MULTI_SIMILARITY
    }

    /** How far two embeddings are apart. */
    public enum Distance {
        /** Euclidean, of the embeddings or of the embeddings scaled to length 1. */
        EUCLIDEAN,
        /** 1 - cosine, in 0..2; 1 where an embedding is the zero vector. */
        COSINE
    }

    /** Which triplets or pairs count. */
    public enum Mining {
        /** All. */
        ALL,
        /** Triplets whose negative is further than the positive, but by no more than the margin. */
        SEMI_HARD,
        /** Triplets whose negative is no further than the positive; the hard pairs of multi-similarity. */
        HARD,
        /** Of each anchor its furthest positive with its nearest negative (Hermans, Beyer and Leibe 2017). */
        BATCH_HARD
    }

    /**
     * Checks the ranges.
     *
     * @param kind the formula
     * @param distance what d is; multi-similarity needs cosines
     * @param normalize whether Euclidean distances are those of the embeddings scaled to length 1
     * @param mining which triplets or pairs count; contrastive takes all
     * @param positiveMargin contrastive: the distance up to which a positive pair costs nothing, at least 0
     * @param margin the margin of negatives, of triplets, or of the miner, at least 0
     * @param alpha multi-similarity: how sharply positives are told apart, above 0
     * @param beta multi-similarity: how sharply negatives are told apart, above 0
     * @param base multi-similarity: the cosine where cost sets in
     */
    public MetricLoss {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(distance, "distance");
        Objects.requireNonNull(mining, "mining");
        if (!(positiveMargin >= 0 && margin >= 0 && alpha > 0 && beta > 0 && Double.isFinite(base))) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "margins must be at least 0, alpha and beta above 0, base finite: " + positiveMargin + ", " + margin
                            + ", " + alpha + ", " + beta + ", " + base);
        }
        boolean fits = switch (kind) {
            case CONTRASTIVE -> mining == Mining.ALL;
            case TRIPLET -> true;
            case MULTI_SIMILARITY -> distance == Distance.COSINE && (mining == Mining.ALL || mining == Mining.HARD);
        };
        if (!fits) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    kind + " does not go with distance " + distance + " and mining " + mining
                            + "; CONTRASTIVE needs mining ALL, MULTI_SIMILARITY needs COSINE and mining ALL or HARD");
        }
    }

    /**
     * Contrastive with margins 0 and 1 on Euclidean distances of embeddings scaled to length 1.
     *
     * @return the loss
     */
    public static MetricLoss contrastive() {
        return contrastive(Distance.EUCLIDEAN, true, 0, 1);
    }

    /**
     * Contrastive.
     *
     * @param distance what d is
     * @param normalize whether Euclidean distances are those of the embeddings scaled to length 1
     * @param positiveMargin the distance up to which a positive pair costs nothing, at least 0
     * @param negativeMargin the distance from which a negative pair costs nothing, at least 0
     * @return the loss
     */
    public static MetricLoss contrastive(
            Distance distance, boolean normalize, double positiveMargin, double negativeMargin) {
        return new MetricLoss(
                Kind.CONTRASTIVE, distance, normalize, Mining.ALL, positiveMargin, negativeMargin, ALPHA, BETA, BASE);
    }

    /**
     * Triplets on Euclidean distances of embeddings scaled to length 1.
     *
     * @param margin by how much a negative has to be further than a positive, at least 0
     * @param mining which triplets count
     * @return the loss
     */
    public static MetricLoss triplet(double margin, Mining mining) {
        return triplet(Distance.EUCLIDEAN, true, margin, mining);
    }

    /**
     * Triplets.
     *
     * @param distance what d is
     * @param normalize whether Euclidean distances are those of the embeddings scaled to length 1
     * @param margin by how much a negative has to be further than a positive, at least 0
     * @param mining which triplets count
     * @return the loss
     */
    public static MetricLoss triplet(Distance distance, boolean normalize, double margin, Mining mining) {
        return new MetricLoss(Kind.TRIPLET, distance, normalize, mining, 0, margin, ALPHA, BETA, BASE);
    }

    /**
     * Multi-similarity with alpha 2, beta 50, base 0.5 and a miner with slack 0.1.
     *
     * @return the loss
     */
    public static MetricLoss multiSimilarity() {
        return multiSimilarity(ALPHA, BETA, BASE, Mining.HARD, 0.1);
    }

    /**
     * Multi-similarity.
     *
     * @param alpha how sharply positives are told apart, above 0
     * @param beta how sharply negatives are told apart, above 0
     * @param base the cosine where cost sets in
     * @param mining {@link Mining#HARD} with the miner, {@link Mining#ALL} without
     * @param slack the slack of the miner, at least 0
     * @return the loss
     */
    public static MetricLoss multiSimilarity(double alpha, double beta, double base, Mining mining, double slack) {
        return new MetricLoss(Kind.MULTI_SIMILARITY, Distance.COSINE, true, mining, 0, slack, alpha, beta, base);
    }

    /**
     * The loss of a batch.
     *
     * @param embeddings float32 [N, D]
     * @param targets the pairs; triplets and multi-similarity need all pairs of the batch
     * @return float32 scalar with gradient, in the manager of the embeddings
     * @throws TrainingException {@link Code#CONFIG_INVALID} when a list of pairs is given where all are needed
     */
    public NDArray compute(NDArray embeddings, PairTargets targets) {
        if (kind != Kind.CONTRASTIVE && !targets.isComplete()) {
            throw new TrainingException(
                    Code.CONFIG_INVALID, kind + " needs all pairs of a batch; with a list of pairs use CONTRASTIVE");
        }
        NDArray precise = EmbeddingDistances.precise(embeddings);
        NDArray distances = switch (distance) {
            case EUCLIDEAN -> EmbeddingDistances.euclidean(precise, normalize);
            case COSINE -> EmbeddingDistances.cosine(precise);
        };
        double[] values = distances.toDoubleArray();
        NDArray loss = switch (kind) {
            case CONTRASTIVE -> linear(distances, MarginWeights.contrastive(values, targets, this));
            case TRIPLET -> linear(distances, MarginWeights.triplet(values, targets, this));
            case MULTI_SIMILARITY -> MultiSimilarity.compute(distances, values, targets, this);
        };
        // A vector keeps its type against a scalar: float32 again, with a gradient.
        return distances.getManager().create(new float[] {1}).mul(loss).sum();
    }

    /** A hinge is linear where it costs something, so a sum of hinges is a weighted sum of distances. */
    private static NDArray linear(NDArray distances, MarginWeights weights) {
        NDManager scope = distances.getManager();
        Shape shape = distances.getShape();
        return distances.mul(scope.create(weights.weights(), shape)).sum().add(weights.constant());
    }
}
