/** The commands of the {@code siamese4j} program. */
@NullMarked
package io.github.siamese4j.training.cli;

import org.jspecify.annotations.NullMarked;
