/** Embeddings of labelled images by a finished model, computed once and stored in the run folder. */
@NullMarked
package io.github.siamese4j.training.internal.frozen;

import org.jspecify.annotations.NullMarked;
