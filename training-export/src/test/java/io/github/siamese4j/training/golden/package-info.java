/** Compares exported networks with what a Python reference computed; the generator is in {@code src/test/python}. */
@NullMarked
package io.github.siamese4j.training.golden;

import org.jspecify.annotations.NullMarked;
