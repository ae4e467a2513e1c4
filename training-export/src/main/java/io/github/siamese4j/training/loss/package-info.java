/**
 * What the training minimizes: {@link io.github.siamese4j.training.loss.PairLoss} on the scores of pairs,
 * {@link io.github.siamese4j.training.loss.MetricLoss} on the embeddings themselves.
 */
@NullMarked
package io.github.siamese4j.training.loss;

import org.jspecify.annotations.NullMarked;
