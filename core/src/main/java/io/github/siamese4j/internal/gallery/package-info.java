/** Rows of embeddings that are added to and searched at the same time, their file, and the search itself. */
@NullMarked
package io.github.siamese4j.internal.gallery;

import org.jspecify.annotations.NullMarked;
