/** Optimizers and weight averaging. */
@NullMarked
package io.github.siamese4j.training.internal.optimize;

import org.jspecify.annotations.NullMarked;
