/** Optimizers and weight averages. */
@NullMarked
package io.github.siamese4j.training.internal.optimize;

import org.jspecify.annotations.NullMarked;
