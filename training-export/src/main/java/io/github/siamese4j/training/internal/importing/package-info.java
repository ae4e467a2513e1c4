/** Weights that others made: Keras, torchvision, and what siamese4j itself wrote. */
@NullMarked
package io.github.siamese4j.training.internal.importing;

import org.jspecify.annotations.NullMarked;
