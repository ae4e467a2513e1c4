/** Tests of the import, on files from committed Python generators, written by hand, or written by siamese4j. */
@NullMarked
package io.github.siamese4j.training.internal.importing;

import org.jspecify.annotations.NullMarked;
