/**
 * How similar two images are. Start with {@link io.github.siamese4j.SiameseComparator#load(java.nio.file.Path)}.
 */
@NullMarked
package io.github.siamese4j;

import org.jspecify.annotations.NullMarked;
