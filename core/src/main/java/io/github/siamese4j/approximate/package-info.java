/**
 * Searches large galleries without looking at all entries. Start with {@link io.github.siamese4j.approximate.ApproximateIndex}.
 *
 * <p>Needs {@code io.github.jbellis:jvector} 4.0.2, an optional dependency that the application brings along.
 */
@NullMarked
package io.github.siamese4j.approximate;

import org.jspecify.annotations.NullMarked;
