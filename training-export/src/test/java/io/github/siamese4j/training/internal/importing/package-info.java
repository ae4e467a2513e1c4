/** Reads files of others, written by committed Python generators or by hand, and what siamese4j wrote. */
@NullMarked
package io.github.siamese4j.training.internal.importing;

import org.jspecify.annotations.NullMarked;
