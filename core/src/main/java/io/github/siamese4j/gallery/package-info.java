/**
 * Searchable collections of labelled embeddings. Start with {@link io.github.siamese4j.gallery.Gallery}; for large
 * galleries see {@link io.github.siamese4j.gallery.ApproximateIndex}, which needs {@code io.github.jbellis:jvector}
 * 4.0.2, an optional dependency.
 */
@NullMarked
package io.github.siamese4j.gallery;

import org.jspecify.annotations.NullMarked;
