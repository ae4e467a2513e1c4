/** Proves what holds for all inputs: one and the same result by every way to it. */
@NullMarked
package io.github.siamese4j.property;

import org.jspecify.annotations.NullMarked;
