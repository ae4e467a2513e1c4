/** Training a twin network: start with {@link io.github.siamese4j.training.Trainer}. */
@NullMarked
package io.github.siamese4j.training.internal.train;

import org.jspecify.annotations.NullMarked;
