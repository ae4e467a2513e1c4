/** Import of weights written by Keras, torchvision and siamese4j. */
@NullMarked
package io.github.siamese4j.training.internal.importing;

import org.jspecify.annotations.NullMarked;
