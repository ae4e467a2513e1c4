/** The twin networks over pictures and over feature vectors: description, parameters, forward pass, weights on disk. */
@NullMarked
package io.github.siamese4j.training.internal.network;

import org.jspecify.annotations.NullMarked;
