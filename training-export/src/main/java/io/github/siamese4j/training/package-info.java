/** The siamese4j training module. */
@NullMarked
package io.github.siamese4j.training;

import org.jspecify.annotations.NullMarked;
