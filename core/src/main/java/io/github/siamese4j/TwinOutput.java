package io.github.siamese4j;

/** The meaning of the output of a twin network that another tool has written, and its way to a score in [0, 1]. */
public enum TwinOutput {
    /** A similarity in [0, 1], higher = more similar, taken as it is. Values beyond are clipped. */
    SCORE,
    /**
     * A probability x that the images differ, in [0, 1]; the score is 1 − x. Values beyond are clipped. Some
     * contrastive twins end so: a distance, then a sigmoid layer trained with 1 = different.
     */
    DIFFERENCE,
    /** A similarity before the sigmoid; the score is 1 / (1 + exp(−x)). */
    LOGIT,
    /** A distance d; the score is 1 / (1 + d), as with {@link Metric#EUCLIDEAN}. */
    DISTANCE,
    /** A cosine similarity c; the score is (1 + c) / 2, as with {@link Metric#COSINE}. */
    COSINE
}
