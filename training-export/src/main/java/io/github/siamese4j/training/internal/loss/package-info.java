/**
 * What the training minimizes: {@link io.github.siamese4j.training.PairLoss} on the scores of pairs,
 * {@link io.github.siamese4j.training.MetricLoss} on the embeddings themselves.
 */
@NullMarked
package io.github.siamese4j.training.internal.loss;

import org.jspecify.annotations.NullMarked;
