/**
 * The computation of the losses: {@link io.github.siamese4j.training.PairLoss} of the scores of pairs and
 * {@link io.github.siamese4j.training.MetricLoss} of the distances of embeddings.
 */
@NullMarked
package io.github.siamese4j.training.internal.loss;

import org.jspecify.annotations.NullMarked;
