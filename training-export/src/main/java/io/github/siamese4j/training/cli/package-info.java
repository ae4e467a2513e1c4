/** The commands of the {@code siamese4j} program. Results go to standard output, everything else to standard error. */
@NullMarked
package io.github.siamese4j.training.cli;

import org.jspecify.annotations.NullMarked;
