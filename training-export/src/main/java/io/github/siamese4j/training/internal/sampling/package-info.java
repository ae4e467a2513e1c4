/** Which pictures make up a training batch, and which of their pairs count: drawn from a seed and the step alone. */
@NullMarked
package io.github.siamese4j.training.internal.sampling;

import org.jspecify.annotations.NullMarked;
