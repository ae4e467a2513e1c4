/** The losses of training, on the scores of pairs and on embeddings. */
@NullMarked
package io.github.siamese4j.training.internal.loss;

import org.jspecify.annotations.NullMarked;
