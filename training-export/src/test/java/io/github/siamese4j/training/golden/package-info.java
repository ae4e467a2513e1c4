/** Compares exported networks with a Python reference; the generator is in {@code src/test/python}. */
@NullMarked
package io.github.siamese4j.training.golden;

import org.jspecify.annotations.NullMarked;
