/**
 * The training loop with its data, state, checkpoints and validation.
 * {@link io.github.siamese4j.training.internal.train.TrainingLoop} is the entry point.
 */
@NullMarked
package io.github.siamese4j.training.internal.train;

import org.jspecify.annotations.NullMarked;
