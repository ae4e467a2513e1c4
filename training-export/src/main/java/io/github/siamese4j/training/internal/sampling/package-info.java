/** Sampling of training batches and their pairs, drawn from a seed and the step alone. */
@NullMarked
package io.github.siamese4j.training.internal.sampling;

import org.jspecify.annotations.NullMarked;
