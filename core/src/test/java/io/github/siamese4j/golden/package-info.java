/** Proves agreement with the Python implementations; the generators lie in {@code src/test/python}. */
@NullMarked
package io.github.siamese4j.golden;

import org.jspecify.annotations.NullMarked;
