/**
 * How similar two images are. Start with {@link io.github.siamese4j.SiameseComparator}.
 */
@NullMarked
package io.github.siamese4j;

import org.jspecify.annotations.NullMarked;
