/** Training a twin network: start with {@link io.github.siamese4j.training.train.Trainer}. */
@NullMarked
package io.github.siamese4j.training.train;

import org.jspecify.annotations.NullMarked;
