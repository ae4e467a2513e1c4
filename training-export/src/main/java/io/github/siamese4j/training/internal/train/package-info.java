/** The training loop with its data, state, checkpoints and validation. {@code TrainingLoop} is the entry point. */
@NullMarked
package io.github.siamese4j.training.internal.train;

import org.jspecify.annotations.NullMarked;
