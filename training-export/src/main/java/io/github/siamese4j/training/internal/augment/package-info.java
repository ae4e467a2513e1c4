/** Rendering of sampled images, distorted at random, ahead of the training step. */
@NullMarked
package io.github.siamese4j.training.internal.augment;

import org.jspecify.annotations.NullMarked;
