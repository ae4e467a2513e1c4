/** What the training minimizes: losses over all pairs of a batch. */
@NullMarked
package io.github.siamese4j.training.loss;

import org.jspecify.annotations.NullMarked;
